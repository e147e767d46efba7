import { decodeText } from '../text/decode.js';
import { miss, succeed, type Outcome } from './outcome.js';

/** Decodes bytes as UTF-8 without repairing anything; a byte order mark stays. `subject` names the source in errors. */
export const decodeValue = (bytes: Uint8Array, subject: string): Outcome<string> => {
  const text = decodeText(bytes);
  return text === null
    ? miss(
        'invalid-utf8',
        `${subject} is not valid UTF-8`,
        'a value is text: encode binary content, for example as base64',
      )
    : succeed(text);
};
