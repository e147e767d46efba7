import { inspect } from 'node:util';

const SHOWN = '(sensitive)';

/**
 * The only type that holds plaintext. Printing, inspecting, serializing or joining it gives `(sensitive)`. Only `reveal` returns the
 * text, so a search for it finds every place where a value could leak.
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

  /** Accepts any text, including an empty one. */
  constructor(text: string) {
    this.#text = text;
  }

  /** Returns the plaintext. Call it only to hash, check or send the value. */
  reveal(): string {
    return this.#text;
  }

  /** Returns `(sensitive)`. */
  toString(): string {
    return SHOWN;
  }

  /** Returns `(sensitive)`. */
  toJSON(): string {
    return SHOWN;
  }

  /** Returns `(sensitive)`. */
  [Symbol.toPrimitive](): string {
    return SHOWN;
  }

  /** Returns `(sensitive)`. */
  [inspect.custom](): string {
    return SHOWN;
  }
}
