import type { Explanation } from '../model/explanation.js';

/** Why a value could not be had. It never quotes a value. */
export interface ValueProblem extends Explanation {
  /** Whether it was refused for safety rather than just not there; see `ValueResolution`. */
  readonly refused: boolean;
}

/** What a step on the way to a value gave: every expected failure is data, so that all of them can be reported together. */
export type Outcome<T> =
  { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'problem'; readonly problem: ValueProblem };

/** A step that went well. */
export const succeed = <T>(value: T): Outcome<T> => ({ kind: 'ok', value });

/** A step whose source is absent, broken or out of reach. */
export const miss = (code: string, message: string, hint: string | null = null): Outcome<never> => ({
  kind: 'problem',
  problem: { code, message, hint, refused: false },
});

/** A step that a manifest must not ask for: the run ends before anything is written. */
export const refuse = (code: string, message: string, hint: string | null = null): Outcome<never> => ({
  kind: 'problem',
  problem: { code, message, hint, refused: true },
});

/** What every step gives once the run is being stopped. */
export const interrupted = (): Outcome<never> =>
  miss('interrupted', 'the run was interrupted before this value was read');
