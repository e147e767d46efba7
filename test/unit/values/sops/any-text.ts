import * as fc from 'fast-check';

/** A format that `sops` reads, and how the random documents are written in it. */
export type TextFormat = 'yaml' | 'json' | 'dotenv';

/** Escapes all but printable ASCII. YAML takes no surrogate pairs, and JSON nothing longer. */
const quote = (text: string, format: TextFormat): string => {
  const json = JSON.stringify(text).replaceAll('\u007f', String.raw`\u007f`);
  return format === 'yaml'
    ? json.replaceAll(/[^\0-~]/gu, (point) => String.raw`\U${hex(point.codePointAt(0) ?? 0, 8)}`)
    : json.replaceAll(/[^\0-~]/g, (unit) => String.raw`\u${hex(unit.charCodeAt(0), 4)}`);
};

const hex = (point: number, length: number): string => point.toString(16).padStart(length, '0');

const TEXT = fc.string({ unit: 'grapheme', maxLength: 12 });
/** Colons make key paths ambiguous; `<<` has a test of its own. */
const KEY = fc
  .tuple(
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.constantFrom('', '', '_plain', '_secret', '_unencrypted', '1'),
  )
  .map((parts) => parts.join(''))
  .filter((key) => key !== 'sops' && key !== '<<' && !key.includes(':'));

/** SOPS writes a plain `-0.0` so that it cannot read it itself, which has a test of its own too. */
const FLOAT = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((number) => number !== 0)
  .chain((number) => fc.constantFrom(String(number), number.toExponential(), number.toFixed(3)))
  .filter((text) => /[1-9]/.test(text) && /[.e]/.test(text) && !/^-?0\.?0*e/.test(text));
const INTEGER = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const DAY = fc
  .date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('9999-12-31') })
  .map((date) => date.toISOString());
const YAML_WORDS = [
  'yes',
  'On',
  'True',
  '~',
  '0x1F',
  '0o17',
  '1_000',
  'word',
  '2024-01-02',
  "'it''s'",
  '1.0',
  '.5',
  '+12',
];

const valueOf = (format: TextFormat): fc.Arbitrary<string> =>
  fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(
        TEXT.map((text) => quote(text, format)),
        INTEGER,
        FLOAT,
        fc.constantFrom('true', 'false', 'null'),
        format === 'yaml' ? fc.oneof(DAY, fc.constantFrom(...YAML_WORDS)) : fc.constant('""'),
      ),
      fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
      fc
        .uniqueArray(fc.tuple(KEY, tie('value')), { selector: ([key]) => key, maxLength: 4 })
        .map((entries) => `{${entries.map(([key, value]) => `${quote(key, format)}: ${value}`).join(', ')}}`),
    ),
  })).value;

/** The entries of one document, whose keys start with a prefix, so that a file can hold many documents. */
const entriesOf = (format: TextFormat, prefix: string): fc.Arbitrary<readonly string[]> => {
  switch (format) {
    case 'yaml':
      return fc
        .array(fc.tuple(KEY, valueOf(format), fc.constantFrom('', '# note\n', '# ')), { maxLength: 5 })
        .map((all) =>
          all.map(
            ([key, value, note], index) =>
              `${note === '# note\n' ? note : ''}${quote(`${prefix}.${index}${key}`, format)}: ${value}${note === '# ' ? ' # after' : ''}\n`,
          ),
        );
    case 'json':
      return fc
        .array(fc.tuple(KEY, valueOf(format)), { maxLength: 5 })
        .map((all) =>
          all.map(([key, value], index) => `${quote(`${prefix}.${index}${key}`, format)}: ${value}`),
        );
    case 'dotenv':
      return fc
        .array(fc.string({ unit: 'grapheme-ascii', maxLength: 12 }), { maxLength: 5 })
        .map((values) => values.map((value, index) => `${prefix.toUpperCase()}_${index}=${value}\n`));
  }
};

/** A file of `count` random documents. */
export const anyFile = (format: TextFormat, count: number): fc.Arbitrary<string> =>
  fc
    .tuple(...Array.from({ length: count }, (_, index) => entriesOf(format, `d${index}`)))
    .map((documents) => {
      const entries = documents.flat();
      if (format === 'json') return `{${entries.join(',\n')}}`;
      return format === 'yaml' ? `first: 1\n${entries.join('')}` : `FIRST=1\n${entries.join('')}`;
    });
