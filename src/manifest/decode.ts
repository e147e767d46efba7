import { isUtf8 } from 'node:buffer';

/** The text of a file, or why it is none: with how much of the file could be read, up to the offending byte. */
export type Decoded =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'refused';
      readonly code: 'invalid-utf8' | 'nul-character';
      readonly message: string;
      readonly hint: string;
      /** Text before the offending byte, for its line and column. */
      readonly before: string;
    };

/** Decodes strict UTF-8 and leaves a byte order mark out; what is not text is refused. */
export const decodeText = (bytes: Uint8Array): Decoded => {
  if (hasUtf16Mark(bytes)) return refuse('invalid-utf8', 'the file is UTF-16, not UTF-8', '');
  if (!isUtf8(bytes)) return refuse('invalid-utf8', 'the file is not valid UTF-8', decodeValidPart(bytes));
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const nul = text.indexOf('\0');
  if (nul !== -1) return refuse('nul-character', 'the file holds a NUL character', text.slice(0, nul));
  return { kind: 'text', text };
};

const refuse = (code: 'invalid-utf8' | 'nul-character', message: string, before: string): Decoded => ({
  kind: 'refused',
  code,
  message,
  hint: code === 'invalid-utf8' ? 'save it as UTF-8' : 'save it as plain text',
  before,
});

const hasUtf16Mark = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

const decodeValidPart = (bytes: Uint8Array): string => {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isPrefixValid(bytes, middle)) low = middle;
    else high = middle - 1;
  }
  while (!isUtf8(bytes.subarray(0, low))) low -= 1;
  return new TextDecoder().decode(bytes.subarray(0, low));
};

/** Whether the first bytes are valid, a character cut in its middle left aside. */
const isPrefixValid = (bytes: Uint8Array, length: number): boolean =>
  [0, 1, 2, 3].some((cut) => length >= cut && isUtf8(bytes.subarray(0, length - cut)));
