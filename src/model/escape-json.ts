/** What is unsafe but for the line feed, which in JSON text only ever stands between tokens. */
const UNSAFE_IN_JSON = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Spells what is unsafe in finished JSON text as escapes: the same data, without raw control or bidi characters or CI commands. */
export const escapeJson = (json: string): string =>
  json.replace(UNSAFE_IN_JSON, spellUtf16).replaceAll('##', '#\\u0023');

const spellUtf16 = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
