import type { SecretValue } from '../../model/secret-value.js';
import { isRecord, parseJson, readText } from '../../text/json.js';

/** Longest text of an answer that a message shows, in UTF-16 units. */
const LONGEST = 300;

/** A longer secret is not searched for: the text is not shown at all. */
const LONGEST_SEARCHED = 16 * 1024;

/** A run of so many characters that the text shares with a secret counts as a part of the secret. */
const TELLING = 6;

/**
 * The message in an error body (`{ message }`, `{ detail }` or `{ error }`), shortened; null when there is none,
 * or when any part of it could come from one of the secrets, which an API may repeat in some encoding.
 */
export const readAnswerText = (body: string, secrets: readonly SecretValue[]): string | null => {
  const json = parseJson(body);
  if (!isRecord(json)) return null;
  const found = readText(json, 'message') ?? readText(json, 'detail') ?? readText(json, 'error');
  if (found === null) return null;
  const text = found.replaceAll(/\s+/g, ' ').trim();
  const searched = text.slice(0, 2 * LONGEST);
  if (text === '' || secrets.some((secret) => mayEcho(searched, secret.reveal()))) return null;
  return shorten(text);
};

const shorten = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

/** Whether a message could contain a secret or a part of it, plain or in a common encoding. */
const mayEcho = (message: string, secret: string): boolean =>
  secret.length > LONGEST_SEARCHED ||
  spellings(secret).some((spelling) =>
    spelling.length <= TELLING
      ? spelling !== '' && message.includes(spelling)
      : sharesRun(message, spelling) || sharesRun(unspaced(message), spelling),
  );

const sharesRun = (message: string, spelling: string): boolean => {
  for (let start = 0; start + TELLING <= message.length; start += 1) {
    if (spelling.includes(message.slice(start, start + TELLING))) return true;
  }
  return false;
};

const unspaced = (text: string): string => text.replaceAll(/\s+/g, '');

/** The forms in which an API may repeat a secret: whole, in lines, escaped or encoded. */
const spellings = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret, 'utf8');
  const wellFormed = bytes.toString('utf8');
  const escaped = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    unspaced(secret),
    ...secret.split(/\r?\n/),
    escaped,
    escaped.replaceAll('/', String.raw`\/`),
    encodeURIComponent(wellFormed),
    bytes.toString('hex'),
    ...[0, 1, 2].flatMap((shift) => base64Within(bytes, shift)),
  ];
};

/** The secret in base64, as it looks after `shift` other bytes. */
const base64Within = (bytes: Buffer, shift: number): readonly string[] => {
  const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
  const firstWhole = Math.ceil((shift * 8) / 6);
  const lastWhole = Math.floor((shifted.length * 8) / 6);
  return [shifted.toString('base64'), shifted.toString('base64url')].map((text) =>
    text.slice(firstWhole, lastWhole),
  );
};
