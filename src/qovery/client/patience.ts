/** How long one request, with all its attempts, may still take. */
export interface Patience {
  /** Counts milliseconds of an attempt. */
  readonly spend: (milliseconds: number) => void;
  /** Whether a further wait of so many milliseconds is still worth it, and if so counts it. */
  readonly takes: (milliseconds: number) => boolean;
  /** Whether a wait of so many milliseconds that a 429 asked for is still worth it, and if so counts it, apart from the rest. */
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
    takes: (milliseconds) => {
      if (spent + milliseconds > most) return false;
      spent += milliseconds;
      return true;
    },
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
