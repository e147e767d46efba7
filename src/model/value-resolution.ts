import type { Diagnostic } from './diagnostic.js';
import type { SecretValue } from './secret-value.js';

/** What became of one override's `valueFrom`. */
export type ValueResolution =
  | {
      readonly kind: 'resolved';
      /** The value, checked: text without NUL, and empty only where that is meant. */
      readonly value: SecretValue;
      /** What is odd about the value, such as a trailing newline. */
      readonly warnings: readonly Diagnostic[];
    }
  | {
      readonly kind: 'failed';
      /**
       * Whether it was refused for safety (a denied variable, a command that is not allowed, a path that leads out,
       * an altered SOPS file, …) rather than just not there. A refusal ends the run before anything is written.
       */
      readonly refused: boolean;
      /** An error at the override's place in its manifest. */
      readonly diagnostic: Diagnostic;
    }
  | {
      /** Nobody asked for it, as under `--no-values`. */
      readonly kind: 'not-evaluated';
    };
