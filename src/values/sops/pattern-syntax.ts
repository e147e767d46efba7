import { readCharacterSet, readEscape, type Accepts, type Cursor } from './pattern-characters.js';
import { unsupportedPattern } from './pattern-problem.js';

/** A regular expression as a tree. Groups capture nothing here, and laziness does not matter to a yes or no. */
export type Pattern =
  | { readonly kind: 'character'; readonly accepts: Accepts }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  /** `max` is Infinity where there is no upper bound. */
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly min: number; readonly max: number };

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotMatchesAll: boolean;
}

const DEEPEST = 50;

/**
 * Reads the syntax of RE2, in which SOPS has its patterns, as far as patterns over key names go: no word boundaries,
 * no named classes, and flags only at the start or with a group of their own.
 * Source: https://github.com/google/re2/wiki/Syntax
 * @throws Failure `unsupported-pattern`
 */
export const parsePattern = (source: string): Pattern => {
  const flags = /^\(\?([is]+)\)/.exec(source);
  const characters = Array.from(source.slice(flags?.[0].length ?? 0));
  const cursor: Cursor = { characters, at: 0, depth: 0 };
  const pattern = readChoice(cursor, readFlags(flags?.[1] ?? ''));
  if (cursor.at < characters.length) throw unsupportedPattern();
  return pattern;
};

const readFlags = (letters: string): Flags => ({
  ignoreCase: letters.includes('i'),
  dotMatchesAll: letters.includes('s'),
});

const readChoice = (cursor: Cursor, flags: Flags): Pattern => {
  const options = [readSequence(cursor, flags)];
  while (take(cursor, '|')) options.push(readSequence(cursor, flags));
  return { kind: 'choice', options };
};

const readSequence = (cursor: Cursor, flags: Flags): Pattern => {
  const parts: Pattern[] = [];
  for (;;) {
    const character = cursor.characters[cursor.at];
    if (character === undefined || character === '|' || character === ')') return { kind: 'sequence', parts };
    cursor.at += 1;
    parts.push(readRepeats(cursor, readAtom(cursor, flags, character)));
  }
};

const readAtom = (cursor: Cursor, flags: Flags, character: string): Pattern => {
  switch (character) {
    case '^':
      return { kind: 'start' };
    case '$':
      return { kind: 'end' };
    case '.':
      return { kind: 'character', accepts: (other) => flags.dotMatchesAll || other !== '\n' };
    case '(':
      return readGroup(cursor, flags);
    case '[':
      return { kind: 'character', accepts: readCharacterSet(cursor, flags.ignoreCase) };
    case '\\':
      if (take(cursor, 'A')) return { kind: 'start' };
      if (take(cursor, 'z')) return { kind: 'end' };
      return { kind: 'character', accepts: readEscape(cursor, flags.ignoreCase) };
    case '*':
    case '+':
    case '?':
      throw unsupportedPattern();
    default:
      return { kind: 'character', accepts: acceptOne(character, flags) };
  }
};

const acceptOne = (character: string, flags: Flags): Accepts => {
  if (!flags.ignoreCase) return (other) => other === character;
  const lower = character.toLowerCase();
  return (other) => other.toLowerCase() === lower;
};

const readGroup = (cursor: Cursor, flags: Flags): Pattern => {
  cursor.depth += 1;
  if (cursor.depth > DEEPEST) throw unsupportedPattern();
  const opening = /^\?(?:P?<\w+>|([is]*):)/.exec(cursor.characters.slice(cursor.at, cursor.at + 64).join(''));
  if (opening === null && cursor.characters[cursor.at] === '?') throw unsupportedPattern();
  cursor.at += opening?.[0].length ?? 0;
  const own = readFlags(opening?.[1] ?? '');
  const pattern = readChoice(cursor, {
    ignoreCase: flags.ignoreCase || own.ignoreCase,
    dotMatchesAll: flags.dotMatchesAll || own.dotMatchesAll,
  });
  if (!take(cursor, ')')) throw unsupportedPattern();
  cursor.depth -= 1;
  return pattern;
};

const readRepeats = (cursor: Cursor, part: Pattern): Pattern => {
  const count = readCount(cursor);
  if (count === null) return part;
  take(cursor, '?');
  if (readCount(cursor) !== null) throw unsupportedPattern();
  return { kind: 'repeat', part, min: count.min, max: count.max };
};

const readCount = (cursor: Cursor): { readonly min: number; readonly max: number } | null => {
  if (take(cursor, '*')) return { min: 0, max: Infinity };
  if (take(cursor, '+')) return { min: 1, max: Infinity };
  if (take(cursor, '?')) return { min: 0, max: 1 };
  const braces = /^\{(\d{1,4})(?:(,)(\d{0,4}))?\}/.exec(
    cursor.characters.slice(cursor.at, cursor.at + 12).join(''),
  );
  if (braces === null) return null;
  cursor.at += braces[0].length;
  const min = Number(braces[1]);
  const max = braces[2] === undefined ? min : braces[3] === '' ? Infinity : Number(braces[3]);
  if (max < min) throw unsupportedPattern();
  return { min, max };
};

const take = (cursor: Cursor, character: string): boolean => {
  const isThere = cursor.characters[cursor.at] === character;
  if (isThere) cursor.at += 1;
  return isThere;
};
