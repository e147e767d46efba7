import { isUtf8 } from 'node:buffer';

/** Decodes UTF-8 without repairing anything; null where the bytes are not UTF-8. A byte order mark stays. */
export const decodeText = (bytes: Uint8Array): string | null =>
  isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : null;

/** Drops the byte order mark that some editors put in front of a text. */
export const dropByteOrderMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

/** Decodes what comes before the first byte that is not UTF-8, so that an error can name its place. */
export const decodeValidStart = (bytes: Uint8Array): string => {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isStartValid(bytes, middle)) low = middle;
    else high = middle - 1;
  }
  while (!isUtf8(bytes.subarray(0, low))) low -= 1;
  return dropByteOrderMark(decodeText(bytes.subarray(0, low)) ?? '');
};

/** Whether the first bytes are valid, apart from a character that is cut in the middle. */
const isStartValid = (bytes: Uint8Array, length: number): boolean =>
  [0, 1, 2, 3].some((cut) => length >= cut && isUtf8(bytes.subarray(0, length - cut)));
