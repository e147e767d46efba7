import type { Explanation } from '../model/explanation.js';

/** Why a value could not be read. It never quotes a value. */
export interface ValueProblem extends Explanation {
  /** Whether it was refused for safety rather than missing; see `ValueResolution`. */
  readonly refused: boolean;
}

/** The result of one step towards a value. Expected failures are data, so that all of them can be reported together. */
export type Outcome<T> =
  { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'problem'; readonly problem: ValueProblem };

/** Makes the result of a step that succeeded. */
export const succeed = <T>(value: T): Outcome<T> => ({ kind: 'ok', value });

/** Makes the result of a step whose source is missing, broken or unreachable. */
export const miss = (code: string, message: string, hint: string | null = null): Outcome<never> => ({
  kind: 'problem',
  problem: { code, message, hint, refused: false },
});

/** Makes the result of a step that a manifest must not ask for: the run ends before anything is written. */
export const refuse = (code: string, message: string, hint: string | null = null): Outcome<never> => ({
  kind: 'problem',
  problem: { code, message, hint, refused: true },
});

/** Makes the result of every step after the run was interrupted. */
export const interrupted = (): Outcome<never> =>
  miss('interrupted', 'the run was interrupted before this value was read');
