import { miss, succeed, type Outcome } from './outcome.js';

/** Decodes bytes as UTF-8 without repairing anything; a byte order mark stays. `subject` names the source in an error. */
export const decodeText = (bytes: Uint8Array, subject: string): Outcome<string> => {
  try {
    return succeed(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return miss(
      'invalid-utf8',
      `${subject} is not valid UTF-8`,
      'a value is text: encode binary content, for example as base64',
    );
  }
};
