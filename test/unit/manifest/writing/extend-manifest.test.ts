import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { composeManifest, toEntry } from '../../../../src/manifest/writing/compose-manifest.js';
import { extendManifest } from '../../../../src/manifest/writing/extend-manifest.js';
import type { DraftOverride } from '../../../../src/model/import.js';
import { anyDraft, draftOf } from './drafts.js';

const override = (secret: string): DraftOverride => ({
  scopeType: 'APPLICATION',
  service: 'checkout',
  secret,
  env: `CHECKOUT_${secret}`,
  description: null,
  enableInterpolationInFile: null,
});

const add = (text: string, ...secrets: readonly string[]): string | null =>
  extendManifest(text, { additions: [{ line: 1, overrides: secrets.map(override) }], drafts: [] });

const read = (text: string): readonly unknown[] => {
  const documents = parseAllDocuments(text);
  return (Array.isArray(documents) ? documents : []).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as unknown;
  });
};

describe('extendManifest', () => {
  it('adds to a list and keeps every comment, blank line and quote around it', () => {
    const text = `# ours
version:    1   # the format

overrides:
    # the first
    - application: "checkout"   # quoted
      secret:   A
      valueFrom: {env:   A}     # spaced

    # not yet:
    # - application: later

stack: 'shop'
`;
    expect(add(text, 'B', 'C')).toBe(`# ours
version:    1   # the format

overrides:
    # the first
    - application: "checkout"   # quoted
      secret:   A
      valueFrom: {env:   A}     # spaced
    - application: checkout
      secret: B
      valueFrom: { env: CHECKOUT_B }
    - application: checkout
      secret: C
      valueFrom: { env: CHECKOUT_C }

    # not yet:
    # - application: later

stack: 'shop'
`);
  });

  it.each([
    ['a list at the margin', 'overrides:\n- job: a\n  secret: A\n  valueFrom: { env: A }'],
    ['an empty list', 'version: 1\noverrides: [] # none yet\nstack: a\n'],
    ['an empty list at the end, without a line break', 'version: 1\noverrides: []'],
    ['no list', 'version: 1\nstack: a\n'],
    ['a list in brackets', 'version: 1\noverrides: [ { job: a, secret: A, value: v } ]\n'],
    ['a list in brackets with a comment', 'overrides: [ # none\n]\n'],
    [
      'a block scalar at the end',
      'overrides:\n  - job: a\n    secret: A\n    value: |\n      text\n\n# end\n',
    ],
    ['JSON on one line', '{"version":1,"overrides":[]}'],
    ['JSON', JSON.stringify({ version: 1, overrides: [{ job: 'a', secret: 'A', value: 'v' }] }, null, 2)],
    ['Windows line ends', 'version: 1\r\noverrides:\r\n  - job: a\r\n    secret: A\r\n    value: v\r\n'],
    ['a byte order mark', '\ufeffversion: 1\noverrides:\n  - job: a\n    secret: A\n    value: v\n'],
    ['several documents', 'overrides:\n  - job: a\n    secret: A\n    value: v\n---\noverrides: []\n'],
  ])('adds to %s', (_, text) => {
    const [before, ...rest] = read(text) as [{ readonly overrides?: readonly unknown[] }, ...unknown[]];
    const extended = add(text, 'B', 'C') ?? '';
    expect(read(extended)).toEqual([
      {
        ...before,
        overrides: [...(before.overrides ?? []), ...['B', 'C'].map((key) => toEntry(override(key)))],
      },
      ...rest,
    ]);
    expect(extended.includes('\r\n')).toBe(text.includes('\r\n'));
    if (text.includes('\r\n')) expect(extended.replaceAll('\r\n', '')).not.toContain('\n');
    if (text.startsWith('{')) expect(() => JSON.parse(extended) as unknown).not.toThrow();
    for (const comment of text.match(/#.*$/gm) ?? []) expect(extended).toContain(comment);
  });

  it('finds the document by its line', () => {
    const text = composeManifest([draftOf({ stack: 'a' }), draftOf({ stack: 'b' }), draftOf({ stack: 'c' })]);
    const line = text.split('\n').indexOf('stack: b') + 1;
    const extended = extendManifest(text, { additions: [{ line, overrides: [override('X')] }], drafts: [] });
    expect(read(extended ?? '')).toMatchObject([
      { stack: 'a', overrides: [] },
      { stack: 'b', overrides: [{ secret: 'X' }] },
      { stack: 'c', overrides: [] },
    ]);
  });

  it('puts new documents behind those that are there', () => {
    const extended = extendManifest('version: 1\nstack: a', {
      additions: [],
      drafts: [draftOf({ stack: 'b' })],
    });
    expect(read(extended ?? '')).toMatchObject([{ stack: 'a' }, { stack: 'b' }]);
  });

  it('refuses what it cannot add to', () => {
    expect(add('x: &list []\noverrides: *list\n', 'A')).toBeNull();
    expect(add('- a\n', 'A')).toBeNull();
    expect(add('', 'A')).toBeNull();
  });

  it('adds what it is given and changes nothing else, for any drafts', () => {
    fc.assert(
      fc.property(
        fc.array(anyDraft, { minLength: 1, maxLength: 3 }),
        anyDraft,
        fc.nat(),
        (drafts, extra, which) => {
          const text = composeManifest(drafts);
          const index = which % drafts.length;
          const starts = [...text.matchAll(/^version: 1$/gm)].map(
            ({ index: offset }) => text.slice(0, offset).split('\n').length,
          );
          const extended = extendManifest(text, {
            additions: [{ line: starts[index] ?? 0, overrides: extra.overrides }],
            drafts: [extra],
          });
          const expected = drafts.map((draft, at) =>
            at === index ? { ...draft, overrides: [...draft.overrides, ...extra.overrides] } : draft,
          );
          expect(extended).toBe(composeManifest([...expected, extra]));
        },
      ),
    );
  });
});
