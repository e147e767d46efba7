import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSilence, startBench, type LeakBench } from '../../support/leak-bench.js';
import { manifestOf, seedOf } from '../../support/leak-sources.js';
import { findTraces, makeCanary, makeCanaryLines, makeCanaryToken } from '../../support/leaks.js';
import { HEAD } from '../../support/worlds/index.js';

const secrets = { value: makeCanary(), lines: makeCanaryLines(), word: makeCanaryToken() };
const { value, lines, word } = secrets;
const quoted = JSON.stringify(value);

const GOOD = manifestOf({
  VALUE: { value },
  LINES: { value: lines, description: 'a certificate' },
  WORD: { value: word, optional: true },
});
const HEAD_TEXT = Object.entries(HEAD)
  .map(([name, text]) => `${name}: ${text}\n`)
  .join('');
const entry = (rest: string): string =>
  `${HEAD_TEXT}overrides:\n  - application: checkout\n    secret: DB\n${rest}\n`;
const indented = (text: string, indent: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => `${indent}${line}`)
    .join('\n');

/** What people get wrong around a plaintext value. */
const BROKEN: Readonly<Record<string, string>> = {
  'a quote that is not closed': entry(`    value: "${word}`),
  'a tab in front': entry(`\tvalue: ${word}`),
  'a colon without a space': entry(`    value:${word}`),
  'a colon in the value': entry(`    value: ${word}: ${word}`),
  'an indent too few': entry(`   value: ${quoted}`),
  'lines without a block': entry(`    value: ${word}\n${indented(lines, '    ')}`),
  'a block that ends too early': entry(`    value: |\n      ${word}\n    ${word}\n`),
  'lines as keys': entry(`    value: x\n    ${word}: ${word}`),
  'the value as a key': entry(`    ? ${quoted}\n    : ${quoted}`),
  'the value as a key of the manifest': `${quoted}: ${word}\n${entry(`    value: x`)}`,
  'the value as a map': entry(`    value: { ${word}: ${quoted} }`),
  'the value as a list': entry(`    value: [${quoted}, ${word}]`),
  'the value twice': entry(`    value: ${quoted}\n    value: ${word}`),
  'a number': entry(`    value: 1234567890123456\n    valueFrom: ${quoted}`),
  'a tag': entry(`    value: !${word} ${word}`),
  'an anchor': entry(`    value: &${word} ${word}\n    description: *${word}x`),
  'an alias': entry(`    value: *${word}`),
  'a comment': entry(`    value: # ${word}\n`),
  'a typo in the property': entry(`    vlaue: ${quoted}`),
  'an entry of its own': `${HEAD_TEXT}overrides:\n  - ${word}\n  - ${quoted}\n`,
  'overrides as a text': `${HEAD_TEXT}overrides: ${word}\n`,
  'overrides as a map': `${HEAD_TEXT}overrides:\n  ${word}: ${quoted}\n`,
  'valueFrom as a text': entry(`    valueFrom: ${word}`),
  'valueFrom as a map of it': entry(`    valueFrom: { ${word}: ${word} }`),
  'valueFrom with value': entry(`    valueFrom: { value: ${quoted} }`),
  'env with a URL': entry(`    valueFrom: { env: "postgres://admin:${word}@db/shop" }`),
  'exec as one text': entry(`    valueFrom: { exec: { command: "curl -H 'Authorization: ${word}'" } }`),
  'a source that is none': entry(`    valueFrom: { source: ${quoted}, path: [${word}] }`),
  'a path that is none': entry(`    valueFrom: { sops: { file: x, path: { ${word}: ${word} } } }`),
  booleans: entry(`    value: x\n    optional: ${word}\n    allowEmpty: ${quoted}`),
  'a version': `version: ${word}\noverrides: []\n`,
  'a stack': `version: 1\nstack: ${quoted}\noverrides: []\n`,
  'no YAML at all': `${word}\n${lines}`,
  dotenv: `DB=${word}\nexport KEY="${value}"\n`,
  'JSON with a comma too many': `{"version": 1, "overrides": [{"value": ${quoted},}]}`,
  'JSON with single quotes': `{'version': 1, 'overrides': [{'value': '${word}'}]}`,
  'a merge conflict': entry(`<<<<<<< HEAD\n    value: ${word}\n=======\n    value: ${quoted}\n>>>>>>> b`),
  'a NUL after it': entry(`    value: ${word}\0`),
  'UTF-16': Buffer.from(`\ufeff${entry(`    value: ${word}`)}`, 'utf16le').toString('latin1'),
};

describe('plaintext values in manifests are not shown', () => {
  let bench: LeakBench;

  beforeAll(async () => {
    bench = await startBench({
      seed: seedOf(['VALUE', 'LINES', 'WORD', 'DB']),
      secrets,
      files: { 'overrides/good.yaml': GOOD },
    });
  });

  afterAll(() => bench.close());

  it('where the manifest is right', async () => {
    expectSilence(bench, await bench.runHere(['validate']), { exitCode: 0, says: ['plaintext-value'] });
    expectSilence(bench, await bench.runHere(['plan']), { exitCode: 0, says: ['3 to create'] });
    const strict = await bench.runHere(['plan', '--strict', '--format', 'json']);
    expectSilence(bench, strict, { exitCode: 1, says: ['plaintext-value'] });
  });

  it.each(Object.entries(BROKEN))('where there is %s', async (_name, text) => {
    bench.folder.write('repo/broken/manifest.yaml', text);
    for (const argv of [['validate'], ['validate', '--format', 'json'], ['plan', '--allow-exec']]) {
      const run = await bench.runHere([...argv, 'broken']);
      expectSilence(bench, { ...run, written: '' }, { exitCode: 1, says: ['broken/manifest.yaml', 'error'] });
    }
  });

  it('after any small change to a manifest', async () => {
    const piece = fc.constantFrom(
      ...Array.from('"\'\n\t :-#&*!|>%@`{}[],?\\\0\u{1F600}'),
      '\n  - ',
      ': ',
      '\n---\n',
      '<<: ',
    );
    const edits = fc.array(
      fc.record({ at: fc.nat(GOOD.length), cut: fc.constantFrom(0, 0, 1, 3, 9), insert: piece }),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(edits, fc.boolean(), async (changes, isJson) => {
        const text = changes.reduce(
          (changed, { at, cut, insert }) => changed.slice(0, at) + insert + changed.slice(at + cut),
          GOOD,
        );
        bench.folder.write('repo/edited/manifest.yaml', text);
        const run = await bench.runHere(['validate', 'edited', ...(isJson ? ['--format', 'json'] : [])]);
        expect(findTraces(run.stdout + run.stderr, secrets)).toEqual([]);
        expect(run.stderr).not.toContain('internal-error');
      }),
      { numRuns: 150 },
    );
  });
});
