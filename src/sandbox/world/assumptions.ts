import { ASSUMPTIONS } from '../../model/doctor/assumptions.js';
import { expectedOutcome } from '../../model/doctor/assumption.js';

/**
 * Switches for behaviour that the API description leaves open and that has not been tried against the real API: each takes one of the
 * outcomes that `docs/api-assumptions.md` lists, or a number of milliseconds. By default, everything is as the rest of this program assumes.
 */
export type SandboxAssumptions = {
  readonly [Name in keyof typeof ASSUMPTIONS]: (typeof ASSUMPTIONS)[Name]['isDuration'] extends true
    ? number
    : keyof (typeof ASSUMPTIONS)[Name]['outcomes'];
};

/** The assumptions of the rest of this program. */
export const DEFAULT_ASSUMPTIONS = Object.fromEntries(
  Object.entries(ASSUMPTIONS).map(([name, assumption]) => [
    name,
    assumption.isDuration ? 0 : expectedOutcome(assumption),
  ]),
) as SandboxAssumptions;
