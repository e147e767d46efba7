/** How Go spells infinite floats in YAML, after how SOPS encrypts them. */
const NOT_FINITE: ReadonlyMap<string, string> = new Map([
  ['+Inf', '.inf'],
  ['-Inf', '-.inf'],
  ['NaN', '.nan'],
]);
const HASHED = new Map([...NOT_FINITE].map(([hashed, spelled]) => [spelled, hashed]));

/** Spells the plaintext of an encrypted float, which has no exponent, as a value: `+Inf` as `.inf`, like `sops`. */
export const spellOpenedFloat = (plaintext: string): string => NOT_FINITE.get(plaintext) ?? plaintext;

/** A number in plaintext: how it is spelled as a value, and what SOPS adds to its MAC. */
export interface ClearNumber {
  readonly text: string;
  readonly hashed: string;
}

/**
 * Reads a number as SOPS leaves it in YAML or JSON; other text comes back as it is. In YAML, SOPS takes `-0` for
 * the integer 0: it writes `-0.0` as `-0`, and then refuses its own MAC.
 */
export const readClearNumber = (text: string): ClearNumber => {
  if (text === '-0') return { text: '0', hashed: '0' };
  const hashed = HASHED.get(text);
  if (hashed !== undefined) return { text, hashed };
  const spelled = writeOutExponent(text);
  return { text: spelled, hashed: spelled };
};

/** `1.5e+06` and `1e-7`: how Go spells large and small floats in YAML and JSON. */
const EXPONENT = /^(-?)([1-9])(?:\.(\d*[1-9]))?e([+-])(\d{1,3})$/;

/** No float of 64 bits has a larger one, so SOPS never writes it: a short text cannot become a very long one. */
const LARGEST_EXPONENT = 324;

/**
 * Writes a float without an exponent, as SOPS encrypts and hashes it, so that it has one spelling whichever way a file was
 * decrypted; other text comes back as it is.
 */
export const writeOutExponent = (text: string): string => {
  const match = EXPONENT.exec(text);
  if (match === null) return text;
  const [, minus = '', first = '', rest = '', direction, size] = match;
  const digits = first + rest;
  const shift = Number(size);
  if (shift > LARGEST_EXPONENT) return text;
  if (direction === '-') return `${minus}0.${'0'.repeat(Math.max(0, shift - 1))}${digits}`;
  if (shift >= rest.length) return minus + digits.padEnd(shift + 1, '0');
  return `${minus}${digits.slice(0, shift + 1)}.${digits.slice(shift + 1)}`;
};
