import { afterAll, describe, expect, it } from 'vitest';
import { attempt } from './fuzz.js';
import { startWorkMeter } from './work-meter.js';

const repeat = (count: number, piece: (index: number) => string, between = ''): string =>
  Array.from({ length: count }, (_, index) => piece(index)).join(between);

/** Texts that grow with a number, each in a way that has cost some parser more than it should. */
const SHAPES: Readonly<Record<string, (count: number) => string>> = {
  'brackets that open': (count) => '['.repeat(count),
  'brackets that close at once': (count) => `${'['.repeat(count)}${']'.repeat(count)}`,
  'brackets that only close': (count) => ']'.repeat(count),
  'dashes in a line': (count) => '- '.repeat(count),
  'question marks': (count) => '? '.repeat(count),
  'anchors in a line': (count) => '&a '.repeat(count),
  'aliases in a line': (count) => '*a '.repeat(count),
  'tags in a line': (count) => '!a '.repeat(count),
  colons: (count) => ': '.repeat(count),
  commas: (count) => `[${','.repeat(count)}`,
  directives: (count) => '%a b\n'.repeat(count),
  documents: (count) => '---\na: 1\n'.repeat(count),
  'blank lines': (count) => '\n'.repeat(count),
  tabs: (count) => '\t'.repeat(count),
  'carriage returns': (count) => '\r'.repeat(count),
  comments: (count) => `${'# x\n'.repeat(count)}a: 1\n`,
  backslashes: (count) => `"${'\\'.repeat(count)}`,
  'quotes within quotes': (count) => `'${"''".repeat(count)}'`,
  'a text of many lines': (count) => `a: "${'\n x'.repeat(count)}"`,
  'a block of many lines': (count) => `a: |\n${' x\n'.repeat(count)}`,
  'plain words over many lines': (count) => `a:\n${' x\n'.repeat(count)}`,
  'a long key': (count) => `${'k'.repeat(count * 10)}: 1\n`,
  'many keys': (count) => repeat(count, (index) => `k${index}: 1\n`),
  'many keys in braces': (count) => `{${repeat(count, (index) => `"k${index}": 1`, ', ')}}`,
  'one key again and again': (count) => 'k: 1\n'.repeat(count),
  'a list': (count) => '- 1\n'.repeat(count),
  'many anchors': (count) => repeat(count, (index) => `- &a${index} 1\n`),
  'one anchor, many aliases': (count) => `a: &a {x: 1}\nb:\n${'- *a\n'.repeat(count)}`,
  'one anchor, many merges': (count) => `a: &a {x: 1}\nb:\n${'  <<: *a\n'.repeat(count)}`,
  'aliases of aliases': (count) =>
    `a0: &a0 1\n${repeat(count, (index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]\n`)}`,
  assignments: (count) => repeat(count, (index) => `K${index}="a\\n" # b\n`),
  'entries of a manifest': (count) =>
    `version: 1\noverrides:\n${repeat(count, (index) => `  - {application: a, secret: K${index}, valueFrom: {env: V}}\n`)}`,
  'wrong entries of a manifest': (count) =>
    `version: 1\noverrides:\n${repeat(count, (index) => `  - {aplication: a, secret: [], k${index}: {}, value: '{x}'}\n`)}`,
  'wrong entries of a seed': (count) =>
    `organizations:\n${repeat(count, (index) => `  - {name: a, id: ${index}, projcts: []}\n`)}`,
  'secrets of a seed': (count) =>
    `organizations:\n  - name: a\n    projects:\n      - name: p\n        secrets:\n${repeat(count, (index) => `          - {key: K${index}}\n`)}`,
};

/** Those that hand the text to the YAML library, each with its own way around the result. */
const YAML_READERS = ['manifests', 'seed files', 'fault files', 'SOPS files', 'YAML values'];

/** What those are given in the short form that parse no YAML; in the long one every reader gets every shape. */
const PLAIN_SHAPES = ['brackets that open', 'blank lines', 'backslashes', 'many keys', 'assignments'];

const isLong = process.env['FUZZ_RUNS'] !== undefined;

const shapesFor = (reader: string): readonly string[] => {
  const names = Object.keys(SHAPES);
  if (isLong || reader === 'manifests') return names;
  const place = YAML_READERS.indexOf(reader);
  return place === -1 ? PLAIN_SHAPES : names.filter((_name, index) => index % 4 === place - 1);
};

const SIZE = 80;
const GROWTH = 8;

/** Eight times the input may cost eight times the work and a logarithm; squared, it would be 64 times. */
const MOST_GROWTH = 10;

/** Work that every reading costs, whatever it reads, such as looking at the schema. */
const BASE = 5000;

const MINUTES = 60_000;

// V8 counts the blocks of what it loads after the counting began, and only whole calls of what it had before.
const meter = startWorkMeter();
const { READERS } = await import('./readers.js');
const { compileGlob } = await import('../../src/text/glob.js');
afterAll(meter.stop);

describe('work grows no faster than the input', () => {
  for (const [reader, read] of Object.entries(READERS)) {
    it(`of ${reader}`, { timeout: 5 * MINUTES }, async () => {
      await attempt(() => read('a: 1'));
      const tooMuch: string[] = [];
      for (const shape of shapesFor(reader)) {
        const make = SHAPES[shape] ?? String;
        const small = await meter.measure(() => attempt(() => read(make(SIZE))));
        const large = await meter.measure(() => attempt(() => read(make(SIZE * GROWTH))));
        if (large > MOST_GROWTH * small + BASE) tooMuch.push(`${shape}: ${small} → ${large}`);
      }
      expect(tooMuch).toEqual([]);
    });
  }

  // Backtracking takes a power of the length for each of these.
  it.each([
    ['stars', '*A*A*A*B'],
    ['stars across segments', '**A**/A*/**A*B'],
    ['braces', '{A,AA}{A,AA}*{A,*A}{*,*A}B'],
    ['classes', '*[A-C]*[A-C]*[A-C]*B'],
  ])('of a glob with many %s', async (_kind, glob) => {
    const matches = compileGlob(glob);
    const measure = (length: number): Promise<number> => meter.measure(() => matches?.('A'.repeat(length)));
    await measure(6000 / GROWTH);
    const small = await measure(6000 / GROWTH);
    expect(small).toBeGreaterThan(6000 / GROWTH);
    expect(await measure(6000)).toBeLessThan(MOST_GROWTH * small + BASE);
  });

  it('of the longest glob: at most ten steps for each of its characters and of the name', async () => {
    const glob = '*A'.repeat(512);
    const work = await meter.measure(() => compileGlob(glob)?.('A'.repeat(6000)));
    expect(work).toBeGreaterThan(6000);
    expect(work).toBeLessThan(10 * glob.length * 6000);
  });

  it('as the meter sees it: a search within a loop is found out', async () => {
    const search = (words: string): void => {
      for (let at = words.indexOf(' '); at !== -1; at = words.indexOf(' ', at + 1))
        words.lastIndexOf('y', at);
    };
    const small = await meter.measure(() => search('x '.repeat(SIZE)));
    const large = await meter.measure(() => search('x '.repeat(SIZE * GROWTH)));
    expect(large).toBeGreaterThan(MOST_GROWTH * small + BASE);
  });

  it('as the meter sees it: the same call costs the same, to one in a hundred', async () => {
    const nested = (count: number): string =>
      `organizations:\n${repeat(count, (index) => `  - name: n${index}\n`)}`;
    const measure = (): Promise<number> =>
      meter.measure(() => attempt(() => READERS['seed files']?.(nested(SIZE))));
    await measure();
    const first = await measure();
    const second = await measure();
    expect(first).toBeGreaterThan(SIZE);
    expect(Math.abs(second - first)).toBeLessThan(first / 100);
  });
});
