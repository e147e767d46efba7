import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../../src/manifest/parse/parsed-document.js';
import { startEarlyReading } from '../../../../src/manifest/parse/early-items.js';
import { parseDocuments } from '../../../../src/manifest/parse/parse.js';
import { readYamlTokens } from '../../../../src/yaml/tokens.js';

/** More items than are built at a time, whatever `write` makes of each. */
const many = (write: (index: number) => string, count = 300): string =>
  Array.from({ length: count }, (_, index) => `  - ${write(index)}\n`).join('');
const MANY = many((index) => `{ secret: S${index} }`);

/** Documents up to the first that is too deep: what comes after depends on the directive. */
const readAll = (text: string): readonly ParsedDocument[] => {
  const documents = [...parseDocuments(text)];
  const end = documents.findIndex(({ problems }) => problems.some(({ code }) => code === 'too-deep'));
  return end === -1 ? documents : documents.slice(0, end + 1);
};
const readEarly = (text: string): readonly ParsedDocument[] => readAll(`#Q a\n---\n${text}`);
/** A directive keeps a file from being built early. */
const readWhole = (text: string): readonly ParsedDocument[] => readAll(`%Q a\n---\n${text}`);

const EMPTY_LIST: ParsedDocument = {
  root: { kind: 'list', items: [], start: 0, end: 0, isBorrowed: false, size: 1, depth: 1 },
  problems: [],
  isWellFormed: true,
};

/** How many items were built before their document had ended. */
const countEarly = (text: string): number => {
  let count = 0;
  const reading = startEarlyReading(({ value }) => {
    if (value?.type === 'block-seq') count += value.items.length;
    return EMPTY_LIST;
  });
  for (const { type } of readYamlTokens(text, reading.watch)) expect(type).not.toBe('error');
  return count;
};

describe('a long list is read the same early as whole', () => {
  it.each([
    ['with nothing odd about it', `overrides:\n${MANY}`],
    [
      'with comments and empty lines',
      `overrides:\n${many((n) => `a: 1 # ${n}\n\n    # more\n  # less`)}# end\n`,
    ],
    ['with a key after it', `overrides:\n${MANY}stack: a\n`],
    ['twice in a document', `a:\n${MANY}b:\n${MANY}`],
    ['under a key that stands twice', `a:\n${MANY}a:\n${MANY}`],
    ['in two documents', `a:\n${MANY}---\na:\n${MANY}`],
    ['as a key', `? - a\n${MANY}: b\n`],
    ['without indentation', `a:\n${MANY.replaceAll('  -', '-')}`],
    ['with aliases of what stands before it', `a: &a { b: 1 }\noverrides:\n${many(() => '*a')}`],
    ['with aliases of its own items', `overrides:\n${MANY}  - &a { b: 1 }\n${many(() => '{ <<: *a }')}`],
    ['with an alias of nothing', `overrides:\n${MANY}  - *a\n${MANY}`],
    ['with an anchor that is set again', `overrides:\n${many((n) => `[&a ${n}, *a]`)}`],
    ['with an anchor of its own', `overrides: &a\n${MANY}again: *a\n`],
    ['with tags', `overrides:\n${many(() => '!x a')}`],
    ['with duplicate keys', `overrides:\n${many(() => '{ a: 1, a: 2 }')}`],
    ['with keys that are none', `overrides:\n${many(() => '{ [a]: 1 }')}`],
    ['with an open quote in its middle', `overrides:\n${MANY}  - "a\n${MANY}`],
    ['with an open quote at its end', `overrides:\n${MANY}  - "a\n`],
    ['with an item that lacks its dash', `overrides:\n${MANY}  b\n${MANY}`],
    ['with an item that is indented less', `overrides:\n${MANY} - b\n${MANY}`],
    ['with wrong items all over', `overrides:\n${many(() => 'a: b: c')}`],
    ['that is followed by text', `overrides:\n${MANY}text\n`],
    ['after a broken document', `a: b: c\n---\noverrides:\n${MANY}`],
    ['before a broken document', `overrides:\n${MANY}---\na: b: c\n`],
    ['with an item as deep as may be', `overrides:\n${MANY}  - ${'['.repeat(62)}${']'.repeat(62)}\n${MANY}`],
    ['with an item too deep', `overrides:\n${MANY}  - ${'['.repeat(63)}${']'.repeat(63)}\n${MANY}`],
    ['with an item far too deep', `overrides:\n${MANY}  - ${'['.repeat(300)}\n${MANY}`],
  ])('%s', (_name, text) => {
    expect(readEarly(text)).toEqual(readWhole(text));
  });
});

describe('what is built early', () => {
  it('is most of a long list', () => {
    expect(countEarly(`overrides:\n${MANY}`)).toBeGreaterThan(200);
    expect(countEarly(`a:\n${MANY}b:\n${MANY}`)).toBeGreaterThan(400);
  });

  it('is what scalars that look like anchors or aliases do not stop', () => {
    expect(countEarly(`overrides:\n${many(() => '"*a"')}`)).toBeGreaterThan(200);
    expect(countEarly(`overrides:\n${many(() => '|\n    *a &b')}`)).toBeGreaterThan(200);
  });

  it.each([
    ['short', `overrides:\n${many(() => 'a', 10)}`],
    ['of a document with an anchor before it', `a: &a b\noverrides:\n${MANY}`],
    ['of a file with a directive', `%Q a\n---\noverrides:\n${MANY}`],
    ['in flow style', `overrides: [${'a, '.repeat(300)}]\n`],
    ['as a key', `? - a\n${MANY}: b\n`],
    ['further down', `a:\n  b:\n${MANY}`],
  ])('is nothing of a list that is %s', (_name, text) => {
    expect(countEarly(text)).toBe(0);
  });

  it('is nothing after the first anchor of a document, and again something of the next', () => {
    const tied = `overrides:\n  - &a b\n${MANY}`;
    expect(countEarly(tied)).toBe(0);
    const reading = startEarlyReading(() => EMPTY_LIST);
    for (const token of readYamlTokens(`${tied}---\noverrides:\n${MANY}`, reading.watch)) {
      if (token.type === 'document') reading.take();
    }
    expect(reading.hasBuilt()).toBe(true);
  });
});
