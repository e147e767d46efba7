import { describe, expect, it } from 'vitest';
import { loadText, summarize } from '../load-text.js';

const entry = (rest: string): string => `version: 1\noverrides:\n  - ${rest}\n`;
/** Milliseconds that the large files may take on a busy machine. */
const LONG = 120_000;
const encoder = new TextEncoder();

describe('malformed files', () => {
  it.each([
    ['an open quote', 'version: 1\nstack: "abc\noverrides: []\n', 'invalid-yaml 3:13'],
    ['an open bracket', 'version: 1\noverrides: [\n', 'invalid-yaml 2:12'],
    ['a tab as indentation', 'version: 1\noverrides:\n\t- application: a\n', 'invalid-yaml 3:1'],
    ['wrong indentation', 'version: 1\n  stack: a\n', 'invalid-yaml 1:10'],
    ['two keys on a line', 'version: 1\nstack: a: b\n', 'invalid-yaml 2:8'],
    ['a bad escape', 'version: 1\nstack: "\\y"\n', 'invalid-yaml 2:9'],
    ['a colon without a space', 'version:1\noverrides: []\n', 'invalid-yaml 1:1'],
    ['an alias without an anchor', entry('*nothing'), 'bad-alias 3:5'],
    [
      'a merge of text',
      entry('{ <<: x, application: a, secret: A, valueFrom: { env: A } }'),
      'bad-merge 3:11',
    ],
    ['a list as a key', 'version: 1\n[a]: b\noverrides: []\n', 'bad-key 2:1'],
    ['a tag', 'version: 1\nstack: !vault a\noverrides: []\n', 'unsupported-tag 2:15'],
    ['a lone surrogate', 'version: 1\nproject: "\\ud800"\noverrides: []\n', 'bad-text 2:10'],
    ['a duplicate key', 'version: 1\noverrides: []\nversion: 1\n', 'duplicate-key 3:1'],
    ['an empty file', '', 'empty-manifest 1:1'],
    ['a file of comments', '# nothing\n---\n', 'empty-manifest 1:1'],
    ['a list', '- version: 1\n', 'wrong-type 1:1'],
    ['a NUL character', 'version: 1\nstack: \0\n', 'nul-character 2:8'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x76, 0]), 'invalid-utf8 1:1'],
    ['Latin-1', new Uint8Array([...encoder.encode('é: 1\nab'), 0xe9, 0x0a, 0xe9]), 'invalid-utf8 2:3'],
  ])('%s', async (_name, text, expected) => {
    const loaded = await loadText(text);
    expect(summarize(loaded)).toContain(expected);
    expect(loaded.diagnostics.every(({ severity }) => severity === 'error')).toBe(true);
  });

  it('names both places of a duplicate key', async () => {
    const { diagnostics } = await loadText('version: 1\noverrides: []\nversion: 1\n');
    expect(diagnostics).toMatchObject([
      {
        message: 'the key "version" appears twice in one map',
        related: [{ location: { line: 1, column: 1 } }],
      },
    ]);
  });

  it('still checks the other documents of a file', async () => {
    const loaded = await loadText('version: 1\nstack: a: b\n---\nversion: 1\nstac: a\noverrides: []\n');
    expect(summarize(loaded)).toEqual(['invalid-yaml 2:8', 'unknown-property 5:1']);
  });
});

describe('anchors, aliases and merge keys', () => {
  it('are resolved, and what stands in the map itself wins', async () => {
    const { manifests, diagnostics } = await loadText(`version: 1
overrides:
  - &base
    application: a
    secret: A
    valueFrom: &from { env: A }
    optional: true
  - { <<: *base, secret: B }
  - { <<: [{ secret: C }, *base], application: b, valueFrom: *from }
`);
    expect(diagnostics).toEqual([]);
    expect(manifests.overrides).toMatchObject([
      { service: 'a', secret: 'A', optional: true, location: { line: 4 } },
      { service: 'a', secret: 'B', optional: true, location: { line: 8 } },
      { service: 'b', secret: 'C', optional: true, location: { line: 9 } },
    ]);
  });

  it('takes a quoted << for the ordinary key it is', async () => {
    expect(summarize(await loadText('version: 1\noverrides: []\n"<<": { stack: a }\n'))).toEqual([
      'unknown-property 3:1',
    ]);
  });

  it('refuses an alias bomb', async () => {
    const levels = Array.from({ length: 30 }, (_, level) => {
      const items = Array(9).fill(level === 0 ? 'x' : `*l${level - 1}`);
      return `k${level}: &l${level} [${items.join(', ')}]`;
    });
    expect(summarize(await loadText(levels.join('\n')))).toEqual(['alias-bomb 5:10']);
  });

  it('refuses a bomb of merges', async () => {
    const big = Array.from({ length: 300 }, (_, index) => `a${index}: 1`).join(', ');
    const maps = Array.from({ length: 300 }, (_, index) => `m${index}: { <<: *big }`);
    const loaded = await loadText([`big: &big { ${big} }`, ...maps].join('\n'));
    expect(loaded.diagnostics.map(({ code }) => code)).toEqual(['alias-bomb']);
  });
});

describe('size', () => {
  it.each([
    ['brackets', '['.repeat(100_000)],
    ['dashes', '- '.repeat(100_000)],
    [
      'indentation that ends at once',
      `${Array.from({ length: 3000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')}\nb: 1`,
    ],
    [
      'aliases of aliases',
      Array.from({ length: 5000 }, (_, n) => `k${n}: &n${n} [${n === 0 ? 1 : `*n${n - 1}`}]`).join('\n'),
    ],
  ])('refuses deep nesting by %s', async (_name, text) => {
    expect((await loadText(text)).diagnostics.map(({ code }) => code)).toEqual(['too-deep']);
  });

  it(
    'reads a file of 5 MB',
    async () => {
      const entries = Array.from(
        { length: 40_000 },
        (_, n) =>
          `  - application: app${n}\n    secret: KEY_${n}\n    valueFrom: { env: SOME_${n} }\n    description: some words that take room here\n`,
      );
      const text = `version: 1\noverrides:\n${entries.join('')}`;
      expect(text.length).toBeGreaterThan(5_000_000);
      const { manifests, diagnostics } = await loadText(text);
      expect(diagnostics).toEqual([]);
      expect(manifests.overrides).toHaveLength(40_000);
    },
    LONG,
  );

  it(
    'reports 40,000 unknown keys of one map, each in a short frame',
    async () => {
      const keys = Array.from({ length: 40_000 }, (_, n) => `k${n}: v`);
      const { diagnostics } = await loadText(`{ version: 1, overrides: [], ${keys.join(', ')} }`);
      expect(diagnostics).toHaveLength(40_000);
      expect(Math.max(...diagnostics.map(({ frame }) => frame?.length ?? 0))).toBeLessThan(400);
    },
    LONG,
  );
});
