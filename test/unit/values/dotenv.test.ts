import dotenv from 'dotenv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../src/values/document.js';
import { lookUpScalar } from '../../../src/values/value-node.js';

/** The value of every name; what cannot be read is an object that says why. */
const read = (text: string): Readonly<Record<string, unknown>> => {
  const document = parseDocument(text, 'dotenv', 'the output of op');
  if (document.kind === 'problem' || document.value.kind !== 'map') throw new Error('dotenv is always a map');
  return Object.fromEntries(
    [...document.value.entries].map(([name, node]) => [
      name,
      node.kind === 'scalar' ? node.text : { why: node.kind === 'unreadable' ? node.why : node.kind },
    ]),
  );
};

const ask = (text: string, name: string): string => {
  const document = parseDocument(text, 'dotenv', 'the output of op');
  if (document.kind === 'problem') return document.problem.message;
  const found = lookUpScalar(document.value, [name], 'the output of op');
  return found.kind === 'ok' ? found.value.text : found.problem.message;
};

/** Everything that the tests of dotenv 17 read, in other words. */
const COMMON = [
  '# previous line is a comment',
  'PLAIN=plain',
  '',
  'AFTER_BLANK=after a blank line',
  'EMPTY=',
  "EMPTY_SINGLE=''",
  'EMPTY_DOUBLE=""',
  'EMPTY_TICKS=``',
  "SINGLE='one word'",
  "SINGLE_SPACED='   kept   '",
  'DOUBLE="one word"',
  'DOUBLE_SPACED="   kept   "',
  `DOUBLE_IN_SINGLE='a "quoted" word'`,
  'NO_EXPANSION="{ port: $PORT and ${PORT} }"',
  `SINGLE_IN_DOUBLE="a 'quoted' word"`,
  "TICKS_IN_SINGLE='a `quoted` word'",
  'TICKS_IN_DOUBLE="a `quoted` word"',
  'TICKS=`one word`',
  'TICKS_SPACED=`   kept   `',
  'ALL_IN_TICKS=`a "quoted" and a \'quoted\' word`',
  'NEWLINES="first\\nsecond\\rthird"',
  'NO_NEWLINES=first\\nsecond',
  "NO_NEWLINES_SINGLE='first\\nsecond'",
  '# COMMENTED=out',
  '#COMMENTED_TOO=out',
  'COMMENT=a value # and #more',
  "COMMENT_SINGLE='a #value' # comment",
  'COMMENT_DOUBLE="a #value" # comment',
  'COMMENT_TICKS=`a #value` # comment',
  'COMMENT_CLOSE="a value"# comment',
  'EQUALS=a==',
  'JSON={"a": "b"}',
  `JSON_SINGLE='{"a": "b"}'`,
  'JSON_TICKS=`{"a": "b\'s"}`',
  'TRIMMED=    some words    ',
  'EMAIL=someone@example.com',
  '    SPACED = spaced',
  'export EXPORTED=yes',
  'export   EXPORTED_WIDE  =yes',
  'dotted.name-x=1',
  '7=digits',
  'YAML_LIKE: value',
  'LINES_DOUBLE="a\nb\n\nc"',
  "LINES_SINGLE='a\nb'",
  'LINES_TICKS=`a\n"b\'s"`',
  'PEM="-----BEGIN PUBLIC KEY-----\nMIIB+/==\n-----END PUBLIC KEY-----"',
  'LAST=the end',
];

describe('a dotenv document', () => {
  it.each([
    ['\n', 'line feeds'],
    ['\r\n', 'both characters'],
    ['\r', 'carriage returns'],
  ])('is read as dotenv reads it, with lines that end in %j (%s)', (end) => {
    const text = COMMON.join('\n').replaceAll('\n', end);
    expect(read(text)).toEqual(dotenv.parse(text));
    expect(read(text)).toHaveProperty('LINES_DOUBLE', 'a\nb\n\nc');
    expect(Object.keys(read(text))).toHaveLength(COMMON.filter((line) => /^[^#]/.test(line)).length);
  });

  it('never differs from dotenv where it reads a value, but for escapes and for # without a space', () => {
    const piece = fc.constantFrom(
      'A',
      'B2',
      '=',
      ' = ',
      ': ',
      '=',
      '\n',
      '\n',
      '"',
      "'",
      '`',
      ' ',
      ' # x',
      'v',
      '$',
      '{',
      '}',
      'export ',
      '\\n',
      '\r\n',
      ',',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const text = pieces.join('');
        // dotenv looks for the value of an empty assignment in the lines below.
        fc.pre(!/[=:][ \t]*(?:\r?\n|$)/.test(text) && !/\n\s*[=:]/.test(text) && !/^\s*[=:]/.test(text));
        const theirs = dotenv.parse(text);
        for (const [name, value] of Object.entries(read(text))) {
          if (typeof value === 'string') expect({ [name]: value }).toEqual({ [name]: theirs[name] });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['HASH=pa#ss', 'pa#ss', 'pa'],
    ['ESCAPES="a\\tb \\"q\\" \\\\ \\$ \\d"', 'a\tb "q" \\ $ \\d', 'a\\tb \\"q\\" \\\\ \\$ \\d'],
    // As `chamber export` and godotenv write them.
    ['EXPORTED="a\\!b\\`c"', 'a!b`c', 'a\\!b\\`c'],
  ])('is read as shells read it, other than dotenv: %s', (text, ours, theirs) => {
    expect(Object.values(read(text))).toEqual([ours]);
    expect(Object.values(dotenv.parse(text))).toEqual([theirs]);
  });

  it.each([
    ['X=#FF0000', 'a # directly after the = in line 2, column 3'],
    ["X = $'a\\nb'", "quotes that only some shells know ($') in line 2, column 5"],
    ['X=$"hunter2"', 'quotes that only some shells know ($") in line 2, column 3'],
    ["X='hunter'\\''2'", 'something after the closing quote in line 2, column 11'],
    ['X="hunter"2', 'something after the closing quote in line 2, column 11'],
    ["X='it\\'s'", 'something after the closing quote in line 2, column 8'],
    ['X="hunter2', 'a quote that is not closed in line 2, column 3'],
    ['X=1\nX=hunter2', 'a duplicate name in line 3, column 1'],
  ])('makes only the name unreadable that it belongs to: %j', (lines, why) => {
    const text = `A=1\n${lines}\nB=2\n`;
    expect(read(text)).toEqual({ A: '1', X: { why: `is not valid dotenv: ${why}` }, B: '2' });
    expect(ask(text, 'X')).toBe(`X in the output of op is not valid dotenv: ${why}`);
  });

  it('goes on after a quote that a later line seems to close', () => {
    expect(read('A="hunter2\nB="y"\nC=z')).toMatchObject({ A: { why: expect.any(String) }, B: 'y', C: 'z' });
  });

  it('passes over lines without a name, and mentions the first where a name is missing', () => {
    const text = 'A=1\nhunter2\nexport A\nexport A B # both\nB=2';
    expect(read(text)).toEqual({ A: '1', B: '2' });
    expect(ask(text, 'C')).toBe(
      'the output of op has no key "C"; it has "A", "B", and no NAME=value in line 2, column 1',
    );
  });

  it('takes a # after a space for a comment, so that the value is empty', () => {
    expect(read('A= # not set here')).toEqual({ A: '' });
  });

  it('reads back any text between double quotes', () => {
    const quote = (text: string): string => `"${text.replaceAll(/[\\"$]/g, String.raw`\$&`)}"`;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('\r'));
        expect(read(`A=${quote(text)}\nB=2`)).toEqual({ A: text, B: '2' });
      }),
    );
  });
});
