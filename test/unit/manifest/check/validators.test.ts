import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiledValidators } from '../../../../build/compiled-validators.js';
import { compileValidators, type Validators } from '../../../../src/manifest/check/validators.js';
import { makeFolder, type TestFolder } from '../../../support/folder.js';

const ROOT = new URL('../../../..', import.meta.url).pathname;

/** Right and wrong words at right and wrong places, so that every rule of the schema is kept now and broken then. */
const word = fc.constantFrom('shop', 'A_KEY', 'environment', '*', '', 'a b', '2s', 'json', 'Stack', '../x');
const leaf = fc.oneof(word, fc.integer({ min: -1, max: 2 }), fc.boolean(), fc.constant(null));
const property = fc.constantFrom(
  ...'version stack organization project environment sources overrides application job scope secret'.split(
    ' ',
  ),
  ...'value valueFrom description optional allowEmpty allowUnauthenticated allowSuspicious env file path sops format exec command'.split(
    ' ',
  ),
  ...'timeout vault mount field source unknown'.split(' '),
);
const { data } = fc.letrec<{ data: unknown }>((tie) => ({
  data: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('data'), { maxLength: 3 }),
    fc.dictionary(property, tie('data'), { maxKeys: 6 }),
  ),
}));
/** Mostly right, so that what is valid comes up as well. */
const override = fc
  .record({
    place: fc.constantFrom(
      { application: 'shop' },
      { job: 'shop', scope: 'project' },
      { scope: 'service' },
      {},
    ),
    secret: fc.oneof(fc.constant('A_KEY'), leaf),
    valueFrom: fc.oneof(
      fc.record({ env: fc.constantFrom('A_KEY', 'a b') }),
      fc.record({ sops: fc.record({ file: word, path: fc.array(leaf) }, { requiredKeys: [] }) }),
      fc.record({ exec: fc.record({ command: fc.array(word), timeout: word }, { requiredKeys: [] }) }),
      data,
    ),
    rest: fc.oneof(fc.constant({}), fc.dictionary(property, leaf, { maxKeys: 1 })),
  })
  .map(({ place, secret, valueFrom, rest }) => ({ ...place, secret, valueFrom, ...rest }));

describe('the validators that the build compiles ahead', () => {
  let folder: TestFolder;
  let ahead: Validators;

  beforeAll(async () => {
    folder = makeFolder({});
    const outfile = join(folder.path, 'validators.mjs');
    await build({
      absWorkingDir: ROOT,
      entryPoints: ['src/manifest/check/validators.ts'],
      outfile,
      bundle: true,
      format: 'esm',
      plugins: [compiledValidators],
      logLevel: 'warning',
    });
    const built = (await import(pathToFileURL(outfile).href)) as {
      readonly compileValidators: () => Validators;
    };
    ahead = built.compileValidators();
  });

  afterAll(() => folder.remove());

  it.each([
    ['a document', 'document', data],
    ['an override', 'override', override],
  ] as const)('say of %s what those compiled at run time say, word for word', (_name, part, arbitrary) => {
    const now = compileValidators();
    let [right, wrong] = [0, 0];
    fc.assert(
      fc.property(arbitrary, (value) => {
        const isRight = now[part](value);
        expect(ahead[part](value)).toBe(isRight);
        expect(ahead[part].errors).toEqual(now[part].errors);
        if (isRight) right += 1;
        else wrong += 1;
      }),
      { numRuns: 1000 },
    );
    expect(wrong).toBeGreaterThan(100);
    if (part === 'override') expect(right).toBeGreaterThan(0);
  });
});
