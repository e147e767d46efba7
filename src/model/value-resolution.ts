import type { Diagnostic } from './diagnostic.js';
import type { SecretValue } from './secret-value.js';

/** What became of one override's `valueFrom`. */
export type ValueResolution =
  | {
      readonly kind: 'resolved';
      readonly value: SecretValue;
      /** What is odd about the value, such as a trailing newline. */
      readonly warnings: readonly Diagnostic[];
    }
  /** An error at the override's place in its manifest. */
  | { readonly kind: 'failed'; readonly diagnostic: Diagnostic }
  | { readonly kind: 'not-evaluated' };
