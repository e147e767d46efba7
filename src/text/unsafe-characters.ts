/**
 * Control, format (bidi among them), line and paragraph separator, lone surrogate, and otherwise invisible characters:
 * what can move the cursor, break a line, reorder text or make two names look the same. Made when it is needed, because
 * that takes longer than most runs have to say.
 */
const unsafeCharacters = (): RegExp => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text that surely has none of them. */
const PLAIN = /^[ -~]*$/;

/** Spells each unsafe character in another way. */
export const replaceUnsafe = (text: string, spell: (character: string) => string): string =>
  PLAIN.test(text) ? text : text.replace(unsafeCharacters(), spell);

/** Whether a text has an unsafe character in it. */
export const isUnsafe = (text: string): boolean =>
  !PLAIN.test(text) && text.search(unsafeCharacters()) !== -1;

/**
 * Spells what is unsafe in finished JSON text as escapes: the same data, without raw control or bidi characters or CI commands.
 * The line feed is left, which in JSON text only ever stands between tokens.
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
