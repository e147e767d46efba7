/** How long one request, with all its attempts, may still take. Times in milliseconds. */
export interface RetryBudget {
  /** Counts the time of an attempt. */
  readonly spend: (milliseconds: number) => void;
  /** Counts a wait if it still fits; false if it does not. */
  readonly tryWait: (milliseconds: number) => boolean;
  /** The same for a wait that a 429 asked for, which is counted separately. */
  readonly tryPause: (milliseconds: number) => boolean;
  /** Lowers the total to at most so many milliseconds. */
  readonly shorten: (milliseconds: number) => void;
}

/**
 * Makes the retry budget of one request: `retryFor` milliseconds of trying, and as many of waiting for the budget, or without bound
 * where the user asked to `wait`.
 */
export const createRetryBudget = (retryFor: number, wait: boolean): RetryBudget => {
  let spent = 0;
  let paused = 0;
  let most = retryFor;
  return {
    spend: (milliseconds) => {
      spent += milliseconds;
    },
    tryWait: (milliseconds) => {
      if (spent + milliseconds > most) return false;
      spent += milliseconds;
      return true;
    },
    tryPause: (milliseconds) => {
      if (!wait && paused + milliseconds > retryFor) return false;
      paused += milliseconds;
      return true;
    },
    shorten: (milliseconds) => {
      most = Math.min(most, milliseconds);
    },
  };
};
