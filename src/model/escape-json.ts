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
