import { randomBytes } from 'node:crypto';

/** A text as output may spell it: a name for reports, the spelling, and how many of its characters in a row give it away. */
interface Spelling {
  readonly name: string;
  readonly text: string;
  readonly telling: number;
}

/** Shorter lines say nothing. Unit: UTF-16, as of all lengths here. */
const SHORTEST_LINE = 4;

/** Parts of a text that are taken for the text. */
const TELLING = { plain: 8, base64: 12, hex: 16 } as const;

/**
 * Looks for a value in what was printed: raw, as base64 (also of a part of a longer text), hex, URL-encoded, escaped for
 * JSON and HTML, whole and line by line. Gives the form in which it leaked, or null.
 */
export const findLeak = (output: string, value: string): string | null => {
  const whole = spell(value).find(({ text }) => text !== '' && output.includes(text));
  if (whole !== undefined) return whole.name;
  const lines = value.split(/\r\n|\n|\r/).map((line) => line.trim());
  const spellings = lines.filter((line) => line.length >= SHORTEST_LINE).flatMap(spell);
  const line = spellings.find(({ text }) => text.length >= SHORTEST_LINE && output.includes(text));
  return line === undefined ? null : `a line, ${line.name}`;
};

/** Looks for the least part of a secret; only for secrets that are random throughout, because any words would be found. */
export const findTrace = (output: string, secret: string): string | null => {
  for (const { name, text, telling } of spell(secret)) {
    for (let start = 0; start + telling <= text.length; start += 1) {
      if (output.includes(text.slice(start, start + telling))) return `a part, ${name}`;
    }
  }
  return findLeak(output, secret);
};

/** What an output gives away of several secrets, as `name: form`; empty where it keeps them all. */
export const findTraces = (output: string, secrets: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(secrets).flatMap(([name, secret]) => {
    const form = findTrace(output, secret);
    return form === null ? [] : [`${name}: ${form}`];
  });

/** A value that is in no text by chance, in one line, with what encodings spell in ways of their own. */
export const makeCanary = (): string => `${digits()}é/+ "${digits()}\\'&=%<>${digits()}`;

/** The same in several lines, as keys and certificates have them. */
export const makeCanaryLines = (): string => `${digits()} "a"\n  ${digits()}\\\r\n\t${digits()}%/+\n`;

/** A credential of the kind that headers and key files carry: nothing that needs an encoding. */
export const makeCanaryToken = (): string => randomBytes(32).toString('base64url');

const digits = (): string => randomBytes(8).toString('hex');

const spell = (text: string): readonly Spelling[] => {
  const bytes = Buffer.from(text, 'utf8');
  const json = JSON.stringify(text).slice(1, -1);
  const url = encodeURIComponent(bytes.toString('utf8'));
  const plain = {
    raw: text,
    json,
    'json twice': JSON.stringify(json).slice(1, -1),
    'json with escaped slashes': json.replaceAll('/', String.raw`\/`),
    'json in ASCII': json.replaceAll(/[\u0080-\uffff]/g, (unit) => escapeUnit(unit)),
    url,
    'url in lower case': url.replaceAll(/%../g, (code) => code.toLowerCase()),
    'url with plus signs': url.replaceAll('%20', '+'),
    html: text.replaceAll(/[&<>"']/g, (character) => HTML[character] ?? character),
  };
  const hex = bytes.toString('hex');
  return [
    ...Object.entries(plain).map(([name, spelling]) => ({ name, text: spelling, telling: TELLING.plain })),
    { name: 'hex', text: hex, telling: TELLING.hex },
    { name: 'hex in upper case', text: hex.toUpperCase(), telling: TELLING.hex },
    ...[0, 1, 2].flatMap((shift) => base64Within(bytes, shift)),
  ];
};

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Bytes in base64 as they look with `shift` bytes of something else before them, less the digits that depend on their neighbours. */
const base64Within = (bytes: Buffer, shift: number): readonly Spelling[] => {
  const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
  const from = Math.ceil((shift * 8) / 6);
  const to = Math.floor((shifted.length * 8) / 6);
  return (['base64', 'base64url'] as const)
    .map((encoding) => ({
      name: shift === 0 ? encoding : `${encoding} in a longer text`,
      text: shifted.toString(encoding).slice(from, to),
      telling: TELLING.base64,
    }))
    .filter(({ text }) => shift === 0 || text.length >= TELLING.plain);
};
