import { replaceUnsafe } from './unsafe-characters.js';

/** GitHub Actions trims a line before it looks for `::`; it and Azure Pipelines find `##[` and `##vso[` anywhere in a line. */
const COMMAND_START = /^(\s*):(?=:)/u;
const COMMAND_MARK = /##/g;

/** Spells a character by its code point, such as `\u{1b}`. */
export const spellCodePoint = (character: string): string =>
  `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * Makes foreign text fit for one line of a terminal or a CI log: unsafe characters are spelled `\u{…}`, and nothing in
 * it is a workflow command. Applying it twice changes nothing more.
 */
export const printable = (text: string): string =>
  replaceUnsafe(text, spellCodePoint).replace(COMMAND_MARK, '#\\u{23}').replace(COMMAND_START, '$1\\u{3a}');

/** Most UTF-16 units of one message or hint: a name in it may be as long as a hostile server likes. */
export const MESSAGE_LIMIT = 2000;

/** Like `printable`, for text that may be long: at most its first `limit` UTF-16 units, then `…`. */
export const printableExcerpt = (text: string, limit: number): string =>
  text.length <= limit
    ? printable(text)
    : `${printable(text.slice(0, limit).replace(/[\ud800-\udbff]$/u, ''))}…`;

/** Makes each line of a block `printable`; a tab becomes one space, so that a caret below it keeps its column. */
export const printableLines = (text: string): readonly string[] =>
  text.split(/\r\n|\n/).map((line) => printable(line.replaceAll('\t', ' ')));
