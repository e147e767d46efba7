import * as fc from 'fast-check';

const FRAGMENTS = [
  '::stop-commands::x',
  '::add-mask::x',
  ' \u00a0::error::',
  '##[error]',
  '##vso[task.setvariable]',
  '\u001b[2K\u001b[31m',
  '\u009b31m',
  '\r\n',
  '\n::error::',
  '\u0085',
  '\u2028',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\u00ad',
  '\u{e0001}',
  '\ud83d',
  '\udd11',
  '\u0000',
  '\t',
  '[-',
  '+}',
  '"',
  'word ',
];

/** Names and descriptions as somebody would choose them who wants to break a terminal or a CI log. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'binary', maxLength: 6 }), fc.string()), {
    maxLength: 6,
  })
  .map((parts) => parts.join(''));

/** Spelled out code point by code point, not by the classes that the renderer uses. */
const isUnsafe = (code: number): boolean =>
  (code < 0x20 && code !== 0x0a) ||
  (code >= 0x7f && code <= 0x9f) ||
  code === 0xad ||
  code === 0x61c ||
  (code >= 0x200b && code <= 0x200f) ||
  (code >= 0x2028 && code <= 0x202e) ||
  (code >= 0x2060 && code <= 0x206f) ||
  code === 0xfeff ||
  (code >= 0xd800 && code <= 0xdfff) ||
  (code >= 0xe0000 && code <= 0xe0fff);

/** Whether output can be put on a terminal and into a CI log: no raw control or bidi character, no workflow command. */
export const isCalm = (output: string): boolean =>
  Array.from(output, (character) => character.codePointAt(0) ?? 0).every((code) => !isUnsafe(code)) &&
  !output.includes('##') &&
  output.split('\n').every((line) => !line.trimStart().startsWith('::'));
