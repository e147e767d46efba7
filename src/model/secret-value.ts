import { inspect } from 'node:util';

const SHOWN = '(sensitive)';

/**
 * The only type that holds plaintext. Printing, inspecting, serializing or joining it gives `(sensitive)`;
 * `reveal` is the one way to the text, so that a search for it finds every place where a value could leak.
 *
 * @example
 * ```ts
 * import { SecretValue } from 'qoverride';
 *
 * const value = new SecretValue('postgres://main');
 * console.log(`${value}`, JSON.stringify({ value }), [value]);
 * // → (sensitive) {"value":"(sensitive)"} [ (sensitive) ]
 * console.log(value.reveal().length); // → 15
 * ```
 */
export class SecretValue {
  readonly #text: string;

  /** Any text, also an empty one. */
  constructor(text: string) {
    this.#text = text;
  }

  /** The plaintext. Call it only where the value is hashed, checked or sent. */
  reveal(): string {
    return this.#text;
  }

  /** `(sensitive)`. */
  toString(): string {
    return SHOWN;
  }

  /** `(sensitive)`. */
  toJSON(): string {
    return SHOWN;
  }

  /** `(sensitive)`. */
  [Symbol.toPrimitive](): string {
    return SHOWN;
  }

  /** `(sensitive)`. */
  [inspect.custom](): string {
    return SHOWN;
  }
}
