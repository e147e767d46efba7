import { unsupportedPattern } from './pattern-problem.js';

/** Whether a pattern takes one character, given as a code point of text. */
export type Accepts = (character: string) => boolean;

/** A pattern, and how far it has been read. */
export interface Cursor {
  readonly characters: readonly string[];
  at: number;
  /** Groups that are open. */
  depth: number;
}

/** First and last code point, both included. */
type Range = readonly [number, number];

/** RE2's classes are ASCII, unlike JavaScript's. */
const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  d: [[0x30, 0x39]],
  s: [
    [0x09, 0x0a],
    [0x0c, 0x0d],
    [0x20, 0x20],
  ],
  w: [
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x5f, 0x5f],
    [0x61, 0x7a],
  ],
};

const CONTROLS: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d };

/** Reads what follows a backslash outside a set: a class such as `\d`, or one character. */
export const readEscape = (cursor: Cursor, ignoreCase: boolean): Accepts => {
  const letter = cursor.characters[cursor.at] ?? '';
  const ranges = CLASSES[letter.toLowerCase()];
  if (ranges === undefined) return accept([single(readEscapedPoint(cursor))], false, ignoreCase);
  cursor.at += 1;
  return accept(ranges, letter !== letter.toLowerCase(), ignoreCase);
};

/** Reads what follows the opening bracket of a set such as `[^a-z_]`. */
export const readCharacterSet = (cursor: Cursor, ignoreCase: boolean): Accepts => {
  const { characters } = cursor;
  const isNegated = characters[cursor.at] === '^';
  if (isNegated) cursor.at += 1;
  const ranges: Range[] = [];
  const start = cursor.at;
  while (cursor.at === start || characters[cursor.at] !== ']') {
    const ofClass = characters[cursor.at] === '\\' ? CLASSES[characters[cursor.at + 1] ?? ''] : undefined;
    if (ofClass !== undefined) {
      ranges.push(...ofClass);
      cursor.at += 2;
      continue;
    }
    const first = readSetPoint(cursor);
    if (characters[cursor.at] !== '-' || characters[cursor.at + 1] === ']') {
      ranges.push(single(first));
      continue;
    }
    cursor.at += 1;
    const last = readSetPoint(cursor);
    if (last < first) throw unsupportedPattern();
    ranges.push([first, last]);
  }
  cursor.at += 1;
  return accept(ranges, isNegated, ignoreCase);
};

const readSetPoint = (cursor: Cursor): number => {
  const character = cursor.characters[cursor.at];
  cursor.at += 1;
  if (character === '\\') return readEscapedPoint(cursor);
  const isNamedClass = character === '[' && cursor.characters[cursor.at] === ':';
  if (character === undefined || isNamedClass) throw unsupportedPattern();
  return codePoint(character);
};

const readEscapedPoint = (cursor: Cursor): number => {
  const character = cursor.characters[cursor.at] ?? '';
  cursor.at += 1;
  const control = CONTROLS[character];
  if (control !== undefined) return control;
  if (!/^[!-/:-@[-`{-~]$/.test(character)) throw unsupportedPattern();
  return codePoint(character);
};

const accept =
  (ranges: readonly Range[], isNegated: boolean, ignoreCase: boolean): Accepts =>
  (character) => {
    const spellings = ignoreCase ? [character.toLowerCase(), character.toUpperCase()] : [character];
    const isIn = spellings.some((spelling) => {
      const point = codePoint(spelling);
      return ranges.some(([first, last]) => first <= point && point <= last);
    });
    return isIn !== isNegated;
  };

const single = (point: number): Range => [point, point];

const codePoint = (character: string): number => character.codePointAt(0) ?? 0;
