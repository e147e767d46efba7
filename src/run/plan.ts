import type { Diagnostic } from '../model/diagnostic.js';
import { countWrites, type Plan, type RequestUsage } from '../model/plan.js';
import { createSavedPlan, formatSavedPlan } from '../plan/saved/saved-plan.js';
import { planToJson } from '../render/json/plan-json.js';
import { readVersion } from '../files/package-file.js';
import { explainInterrupt } from './connect.js';
import { makeRandomText, never } from './machine.js';
import { shapingFlags, type PlanOptions } from './planning/options.js';
import { makePlannedRun, type PlannedRun } from './planning/planned-run.js';

/** A plan, and what the run that made it knows. */
export interface PlanResult {
  /** The changes, and why. */
  readonly plan: Plan;
  /** Those of the plan. An `error` among them keeps it from being applied. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was sent, and what is left of the request limit. */
  readonly requests: RequestUsage;
  /** Whether there was a fingerprint key. */
  readonly hasKey: boolean;
  /** Whether values were read and compared. */
  readonly valuesEvaluated: boolean;
  /** Whether what is blocked was left out. */
  readonly skipBlocked: boolean;
  /**
   * The text of a saved plan, which `apply` compares with (`savedPlan`). It holds no value.
   * Throws a `Failure` (`key-missing`, `values-missing`, `plan-has-errors`) for a plan that cannot be saved.
   */
  readonly toSavedPlan: () => string;
  /** An object of `schemas/plan.schema.json`. */
  readonly toJSON: () => object;
}

/**
 * Compares manifests with Qovery and says what `apply` would do; changes nothing. A plan with errors is a result.
 *
 * @throws Failure where there can be no plan: invalid manifests (`invalid-manifests`), a value that is not allowed (`value-refused`), a
 * guessable key (`key-weak`), a missing token (`no-token`), an API that cannot be asked.
 */
export const plan = (options: PlanOptions): Promise<PlanResult> =>
  explainInterrupt(options, async () => {
    const { signal = never() } = options;
    const run = await makePlannedRun(options, { signal, interrupt: signal });
    return toPlanResult(run, options);
  });

/** What a planned run has to show. */
export const toPlanResult = (
  { plan: made, client, keyring }: PlannedRun,
  options: PlanOptions,
): PlanResult => {
  const requests = client.usage();
  const toolVersion = readVersion();
  return {
    plan: made,
    diagnostics: made.diagnostics,
    requests,
    hasKey: keyring.hasKey,
    valuesEvaluated: options.values !== false,
    skipBlocked: options.skipBlocked === true,
    toSavedPlan: () =>
      formatSavedPlan(
        createSavedPlan(made, keyring, {
          toolVersion,
          nonce: makeRandomText(),
          flags: shapingFlags(options),
        }),
      ),
    toJSON: () => planToJson({ plan: made, usage: requests, toApply: countWrites(made), toolVersion }),
  };
};
