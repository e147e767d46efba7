import type { Diagnostic } from './diagnostic.js';

/** What an error can say besides its message. */
export interface FailureDetails {
  /** What to do about it. */
  readonly hint?: string;
  /** Every finding behind it, where there are several. */
  readonly diagnostics?: readonly Diagnostic[];
}

/**
 * An expected failure that ends a command: shown as one message and a hint, without a stack.
 * It carries no `cause`, because foreign errors quote what they were given, secrets included.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  /** Stable kebab-case word that scripts may rely on, such as `no-token`. */
  readonly code: string;
  readonly hint: string | undefined;
  readonly diagnostics: readonly Diagnostic[];

  constructor(code: string, message: string, details: FailureDetails = {}) {
    super(message);
    this.code = code;
    this.hint = details.hint;
    this.diagnostics = details.diagnostics ?? [];
  }
}
