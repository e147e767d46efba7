import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createSourceFile, decodeManifest } from '../../../src/manifest/source-file.js';
import { createFramer } from '../../../src/manifest/frame.js';
import type { LoadedManifests } from '../../../src/manifest/load.js';
import { loadText } from './load-text.js';

/** Values that cannot be taken for anything else, in shapes that YAML treats differently. */
const MARK = 'hunter2Zq';
const value = fc
  .tuple(
    fc.constantFrom(
      '',
      ' ',
      '"',
      "'",
      '{',
      '[',
      '- ',
      '# ',
      'value: ',
      '*',
      '&',
      '!',
      '%',
      '\t',
      'a\n',
      '\n\n',
      '|',
    ),
    fc.constantFrom('', ': x', ', y', '}', '"', "'", '\nb', ' # c', '\n- d', ']', ':', '\n'),
  )
  .map(([before, after]) => `${before}${MARK}${after}`);

const hidden = fc.oneof(value, fc.record({ password: value }), fc.array(value, { maxLength: 2 }));
const valueFrom = fc.oneof(
  fc.record({ env: value }),
  fc.record({ file: fc.record({ path: value }) }),
  fc.record({ exec: fc.record({ command: fc.array(value), timeout: value }) }),
  fc.record({ vault: fc.record({ mount: value, path: value, field: value }) }),
  fc.record({ sops: fc.record({ file: value, path: fc.array(value) }) }),
  hidden,
);
const override = fc.record(
  {
    application: fc.constantFrom('checkout', 'my worker', '12'),
    secret: fc.constantFrom('DATABASE_URL', 'TOKEN'),
    value: hidden,
    vaule: hidden,
    foo: hidden,
    valueFrom,
    description: hidden,
    optional: fc.oneof(fc.boolean(), value),
  },
  { requiredKeys: [] },
);
const manifest = fc.record(
  {
    version: fc.constantFrom(1, 2, '1'),
    stack: fc.constantFrom('a', 'B'),
    overrides: fc.array(override, { maxLength: 3 }),
    sources: fc.dictionary(fc.constantFrom('db', 'kv'), valueFrom),
    extra: hidden,
  },
  { requiredKeys: ['overrides'] },
);
const layout = fc.constantFrom(
  {},
  { defaultStringType: 'QUOTE_DOUBLE' } as const,
  { defaultStringType: 'QUOTE_SINGLE' } as const,
  { defaultStringType: 'BLOCK_LITERAL' } as const,
  { collectionStyle: 'flow' } as const,
  { lineWidth: 10 } as const,
);
const text = fc
  .tuple(manifest, layout, fc.boolean())
  .map(([data, options, isCommented]) => `${isCommented ? `# ${MARK}\n` : ''}${stringify(data, options)}`);

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  byte: fc.oneof(fc.constantFrom(...Buffer.from(' \n\t:{}[],"\'#&*!|>-?\\%@`a\0')), fc.nat(255)),
  kind: fc.constantFrom('replace', 'insert', 'delete'),
});

const mutate = (bytes: Buffer, { at, byte, kind }: { at: number; byte: number; kind: string }): Buffer => {
  const index = Math.floor(at * bytes.length);
  return Buffer.concat([
    bytes.subarray(0, index),
    kind === 'delete' ? Buffer.alloc(0) : Buffer.from([byte]),
    bytes.subarray(kind === 'insert' ? index : index + 1),
  ]);
};

const expectSound = ({ diagnostics, manifests }: LoadedManifests, bytes: Uint8Array): void => {
  expect(JSON.stringify(diagnostics).toLowerCase()).not.toContain(MARK.toLowerCase().slice(0, 7));
  const decoded = decodeManifest(bytes);
  const lines = decoded.kind === 'text' ? decoded.text.split('\n') : null;
  const locations = [
    ...diagnostics.flatMap(({ location, related }) => [location, ...related.map((other) => other.location)]),
    ...manifests.overrides.flatMap(({ location, places }) => [location, ...Object.values(places)]),
  ];
  for (const location of locations) {
    if (location === undefined || location === null || lines === null) continue;
    const line = lines[location.line - 1];
    expect(line).toBeDefined();
    expect(location.column).toBeGreaterThanOrEqual(1);
    expect(location.column).toBeLessThanOrEqual((line ?? '').length + 1);
  }
};

describe('no diagnostic holds a value, and every place lies in its file', () => {
  it('for manifests right and wrong', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (source) => expectSound(await loadText(source), Buffer.from(source))),
      { numRuns: 150 },
    );
  });

  it('for manifests changed at random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        async (source, mutations) => {
          const bytes = mutations.reduce(mutate, Buffer.from(source));
          expectSound(await loadText(bytes), bytes);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('for arbitrary text', async () => {
    const pieces = fc.constantFrom(
      'version: 1',
      'overrides:',
      '- ',
      'secret: ',
      'value: ',
      MARK,
      '\n',
      ' ',
      '{',
      '}',
      '[',
      ']',
      ',',
      ': ',
      '"',
      "'",
      '&a ',
      '*a',
      '<<: ',
      '|\n',
      '--- ',
      '? ',
      '# ',
      '\t',
      '!x ',
    );
    const noise = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(noise, async (source) => {
        const { diagnostics } = await loadText(source.replaceAll(`secret: ${MARK}`, `value: ${MARK}`));
        expect(diagnostics.every(({ message, hint }) => !`${message}${hint ?? ''}`.includes(MARK))).toBe(
          true,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('for every place of a file that a frame could be asked for', () => {
    fc.assert(
      fc.property(text, fc.nat(), (source, seed) => {
        const file = createSourceFile('m.yaml', '/', source);
        const line = (seed % file.lineStarts.length) + 1;
        const frame = createFramer(file)({ file: 'm.yaml', line, column: (seed % 150) + 1 });
        expect(frame).not.toContain(MARK);
      }),
      { numRuns: 300 },
    );
  });
});
