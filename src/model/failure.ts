import type { Diagnostic } from './diagnostic.js';
import type { Explanation } from './explanation.js';

/**
 * What an error can say besides its message.
 *
 * @inline
 */
export interface FailureDetails {
  /** What to do about it; null where there is nothing to say. */
  readonly hint?: string | null;
  /** Every finding behind it, where there are several. */
  readonly diagnostics?: readonly Diagnostic[];
}

/**
 * An expected failure that ends a command: shown as one message and a hint, without a stack.
 * It carries no `cause`, because foreign errors quote what they were given, secrets included.
 */
export class Failure extends Error implements Explanation {
  /** Tells it from other errors where `instanceof` cannot, such as across two copies of the package. */
  override readonly name = 'Failure';
  /** Stable kebab-case word that scripts may rely on, such as `no-token`. */
  readonly code: string;
  /** What to do about it; null where there is nothing to say. */
  readonly hint: string | null;
  /** Every finding behind it; empty where the message says it all. */
  readonly diagnostics: readonly Diagnostic[];

  /** `message` is one line without a final full stop; neither it nor `details` may quote a value or a foreign error. */
  constructor(code: string, message: string, details: FailureDetails = {}) {
    super(message);
    this.code = code;
    this.hint = details.hint ?? null;
    this.diagnostics = details.diagnostics ?? [];
  }
}

/** Throws a Failure `interrupted` once a signal is aborted. */
export const throwIfInterrupted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) throw new Failure('interrupted', 'interrupted');
};
