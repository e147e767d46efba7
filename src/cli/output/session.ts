import type { Plan, RequestUsage } from '../../model/plan.js';
import type { Progress } from '../../run/progress.js';

/** How far a run has come, for the report of one that fails. */
export interface Session {
  /** Takes note of an event. */
  readonly track: (event: Progress) => void;
  /** Null as long as no request was made. */
  readonly requests: () => RequestUsage | null;
  /** Null as long as there is none. */
  readonly plan: () => Plan | null;
}

/** Starts to keep track of a run. */
export const createSession = (): Session => {
  let requests: RequestUsage | null = null;
  let plan: Plan | null = null;
  return {
    track: (event) => {
      if (event.kind === 'requests') requests = event.requests;
      if (event.kind === 'planned') plan = event.plan;
    },
    requests: () => requests,
    plan: () => plan,
  };
};
