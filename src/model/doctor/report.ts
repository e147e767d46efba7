import type { Explanation } from '../explanation.js';
import type { RequestUsage } from '../plan.js';
import type { AssumptionVerdict } from './assumption.js';
import type { ASSUMPTIONS } from './assumptions.js';

/** The name of an assumption. */
export type AssumptionName = keyof typeof ASSUMPTIONS;

/** What one check of the set-up found. */
export interface DoctorCheck {
  /** Stable kebab-case word, such as `token`. */
  readonly id: string;
  /** Whether something must be done about it (`problem`), or may have to be (`warning`). */
  readonly level: 'ok' | 'warning' | 'problem';
  /** One line without a final full stop, and without any name, id or value. */
  readonly finding: string;
  /** Names that belong to it, for people only; null if there are none. Foreign text: renderers escape it. */
  readonly detail: string | null;
  /** What to do; null for nothing. Without any name, id or value. */
  readonly advice: string | null;
}

/** One assumption about the API, and what was observed. */
export interface AssumptionRow {
  /** Its name, which is that of the sandbox's switch. */
  readonly name: AssumptionName;
  /** One sentence without a final full stop, in Markdown. */
  readonly assumed: string;
  /** The outcome that is assumed. */
  readonly expected: string;
  /** The outcome that was observed, which may be one that the list does not have; null if it was not tried, or nothing could be seen. */
  readonly observed: string | null;
  /** What was measured, for an outcome that is a time. */
  readonly milliseconds: number | null;
  /** Whether it holds; `copes` where it does not and the tool works all the same; `unknown` where nothing was observed. */
  readonly verdict: AssumptionVerdict | 'unknown';
  /** What the observed outcome means for the user, or why there is none. */
  readonly meaning: string;
  /** What rests on it; null for nothing that the program promises. */
  readonly guarantee: string | null;
}

/** What the doctor found. */
export interface DoctorReport {
  /** Whether the assumptions were tried by writing. */
  readonly isLive: boolean;
  /** In the order in which they were made. */
  readonly checks: readonly DoctorCheck[];
  /** One row for each, whether it was tried or not. */
  readonly assumptions: readonly AssumptionRow[];
  /** Addresses of what a live run made and could not remove. */
  readonly leftovers: readonly string[];
  /** How many leftovers of earlier runs were removed. */
  readonly removed: number;
  /** Why a live run ended early; null if it did not. */
  readonly failure: Explanation | null;
  /** Whether the run was interrupted. */
  readonly interrupted: boolean;
  /** What was sent, and what is left of the request limit. */
  readonly requests: RequestUsage;
}

/** Whether nothing is wrong: no problem, no guarantee that fails, nothing left behind. Warnings don't count. */
export const isHealthy = ({ checks, assumptions, leftovers, failure, interrupted }: DoctorReport): boolean =>
  !interrupted &&
  failure === null &&
  leftovers.length === 0 &&
  checks.every(({ level }) => level !== 'problem') &&
  assumptions.every(({ verdict }) => verdict !== 'fails');
