/**
 * Characters that can move the cursor, break a line, reorder text or make two names look the same: control and format
 * characters (bidi among them), separators of lines and paragraphs, lone surrogates, and anything else that is invisible.
 * Built on demand, because most runs never need it.
 */
const unsafeCharacters = (): RegExp => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text that surely has none of them. */
const PLAIN = /^[ -~]*$/;

/** Replaces each unsafe character by what `spell` makes of it. */
export const replaceUnsafe = (text: string, spell: (character: string) => string): string =>
  PLAIN.test(text) ? text : text.replace(unsafeCharacters(), spell);

/** Whether a text contains an unsafe character. */
export const isUnsafe = (text: string): boolean =>
  !PLAIN.test(text) && text.search(unsafeCharacters()) !== -1;

/** GitHub Actions trims a line before it looks for `::`; it and Azure Pipelines find `##[` and `##vso[` anywhere in a line. */
const COMMAND_START = /^(\s*):(?=:)/u;
const COMMAND_MARK = /##/g;

/** Spells a character by its code point, such as `\u{1b}`. */
export const spellCodePoint = (character: string): string =>
  `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * Makes foreign text safe to print on one line of a terminal or a CI log: unsafe characters become `\u{…}`, and nothing in
 * it can act as a workflow command. Applying it twice gives the same as once.
 */
export const printable = (text: string): string =>
  replaceUnsafe(text, spellCodePoint).replace(COMMAND_MARK, '#\\u{23}').replace(COMMAND_START, '$1\\u{3a}');

/** Longest message or hint, in UTF-16 units: a hostile server can put a name of any length into one. */
export const MESSAGE_LIMIT = 2000;

/** Does the same for text that may be long: at most its first `limit` UTF-16 units are kept, then comes `…`. */
export const printableExcerpt = (text: string, limit: number): string =>
  text.length <= limit
    ? printable(text)
    : `${printable(text.slice(0, limit).replace(/[\ud800-\udbff]$/u, ''))}…`;

/** Makes each line of a block `printable`; a tab becomes one space, so that a caret below it keeps its column. */
export const printableLines = (text: string): readonly string[] =>
  text.split(/\r\n|\n/).map((line) => printable(line.replaceAll('\t', ' ')));

/**
 * Escapes finished JSON text: it stays the same data, but holds no raw control or bidi character and no CI command.
 * Line feeds are kept: in JSON text they only occur between tokens.
 */
export const escapeJson = (json: string): string =>
  json
    .replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, spellUtf16)
    .replaceAll('##', '#\\u0023');

const spellUtf16 = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
