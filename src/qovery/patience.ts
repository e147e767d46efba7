/** How long one request, with all its attempts, may still take. */
export interface Patience {
  /** Counts milliseconds of attempts and of waits between them. */
  readonly spend: (milliseconds: number) => void;
  /** Whether a further wait of so many milliseconds is still worth it. */
  readonly allows: (milliseconds: number) => boolean;
  /** Whether a wait of so many milliseconds for the budget is still worth it, and if so counts it, apart from the rest. */
  readonly pause: (milliseconds: number) => boolean;
  /** Lowers the bound to so many milliseconds in all, where it is higher. */
  readonly shorten: (milliseconds: number) => void;
}

/**
 * Makes the patience of one request: `retryFor` milliseconds of trying, and as many of waiting for the budget, or without bound
 * where the user asked to `wait`.
 */
export const createPatience = (retryFor: number, wait: boolean): Patience => {
  let spent = 0;
  let paused = 0;
  let most = retryFor;
  return {
    spend: (milliseconds) => {
      spent += milliseconds;
    },
    allows: (milliseconds) => spent + milliseconds <= most,
    pause: (milliseconds) => {
      if (!wait && paused + milliseconds > retryFor) return false;
      paused += milliseconds;
      return true;
    },
    shorten: (milliseconds) => {
      most = Math.min(most, milliseconds);
    },
  };
};
