import { textNode, type SourceNode } from './source-node.js';

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);
const TRUES = new Set(['true', 'True', 'TRUE']);
const FALSES = new Set(['false', 'False', 'FALSE']);

/**
 * Reads an unquoted YAML or JSON scalar the way SOPS does. Numbers never become doubles: they stay text, and what
 * SOPS hashes for them is their text too, because it writes them in the spelling that it hashes. The exceptions
 * are booleans, hashed as `True` and `False`, and exponents, hashed written out.
 * Source: `ToBytes` in sops.go.
 */
export const readPlainScalar = (text: string): SourceNode => {
  if (NULLS.has(text)) return { kind: 'null' };
  if (TRUES.has(text)) return { kind: 'scalar', text: 'true', hashed: 'True' };
  if (FALSES.has(text)) return { kind: 'scalar', text: 'false', hashed: 'False' };
  return { ...textNode(text), hashed: writeOutExponent(text) };
};

/** `1.5e+06` and `1e-7`: how Go spells large and small floats in YAML and JSON. */
const EXPONENT = /^(-?)([1-9])(?:\.(\d*[1-9]))?e([+-])(\d{1,3})$/;

const writeOutExponent = (text: string): string => {
  const match = EXPONENT.exec(text);
  if (match === null) return text;
  const [, minus = '', first = '', rest = '', direction, size] = match;
  const digits = first + rest;
  const shift = Number(size);
  if (direction === '-') return `${minus}0.${'0'.repeat(Math.max(0, shift - 1))}${digits}`;
  if (shift >= rest.length) return minus + digits.padEnd(shift + 1, '0');
  return `${minus}${digits.slice(0, shift + 1)}.${digits.slice(shift + 1)}`;
};
