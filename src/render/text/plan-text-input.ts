import type { Plan, RequestUsage } from '../../model/plan.js';
import type { Paint } from './paint.js';

/**
 * A plan, and the facts about the run that its text shows.
 *
 * @inline
 */
export interface PlanTextInput {
  /** From `buildPlan`. */
  readonly plan: Plan;
  /** From the client. */
  readonly usage: RequestUsage;
  /** Requests that apply will make. */
  readonly toApply: number;
  /** False with `--no-values`. */
  readonly valuesEvaluated: boolean;
  /** Whether the user gave a fingerprint key. */
  readonly hasKey: boolean;
  /** Whether `--skip-blocked` was given. */
  readonly skipBlocked: boolean;
  /** From `createPaint`. */
  readonly paint: Paint;
}
