import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../../src/values/document.js';
import { writeOutExponent } from '../../../../src/values/sops/numbers.js';
import { makeFolder } from '../make-context.js';
import { encryptFile, hasSops } from '../real-sops.js';
import { anyFile, type TextFormat } from './any-text.js';
import { decryptText } from './decrypt.js';
import { makeKeyPair } from './encoder.js';

const DOCUMENTS = Number(process.env['SOPS_DOCUMENTS'] ?? 300);
const PER_FILE = 25;

const RULES: readonly (readonly string[])[] = [
  [],
  ['--unencrypted-suffix', '_plain'],
  ['--encrypted-suffix', '_secret'],
  ['--encrypted-regex', '[a-m]'],
  ['--unencrypted-regex', '[a-f]|_plain$'],
  ['--mac-only-encrypted', '--encrypted-regex', '[0-9]$'],
];

const keys = await makeKeyPair();
const env = { ...process.env, SOPS_AGE_KEY: keys.secret };

const decryptWithSops = (file: string, output: string): string =>
  execFileSync('sops', ['--decrypt', '--output-type', output, file], {
    encoding: 'utf8',
    env,
    stdio: 'pipe',
  });

/** Encrypts a text with the real program, and decrypts it in this process. */
const decryptHere = async (
  file: string,
  text: string,
  { format, rule }: { readonly format: TextFormat; readonly rule: readonly string[] },
) => {
  encryptFile(file, text, { arguments: ['--age', keys.recipient, ...rule] });
  return decryptText(readFileSync(file, 'utf8'), keys.identities, format, file);
};

describe.skipIf(!hasSops(11))('next to the real program (needs sops 3.11 or later)', () => {
  it.each(['yaml', 'json', 'dotenv'] as const)(
    'random documents in %s come out the same, value by value',
    { timeout: 600_000 },
    async (format) => {
      const file = join(makeFolder(), `a.${format === 'dotenv' ? 'env' : format}`);
      await fc.assert(
        fc.asyncProperty(anyFile(format, PER_FILE), fc.constantFrom(...RULES), async (text, rule) => {
          const ours = await decryptHere(file, text, { format, rule });
          const theirs = parseDocument(decryptWithSops(file, 'json'), 'json', 'sops', writeOutExponent);
          expect(ours).toEqual({
            kind: 'decrypted',
            document: theirs.kind === 'ok' ? theirs.value : theirs.problem.message,
          });
        }),
        { numRuns: Math.ceil(DOCUMENTS / PER_FILE / 3), endOnFailure: true },
      );
    },
  );

  it.each(['.inf', '-.inf', '.nan'])('%s is spelled as sops prints it in YAML', async (number) => {
    const file = join(makeFolder(), 'a.yaml');
    const ours = await decryptHere(file, `a: ${number}\nb_unencrypted: ${number}\n`, {
      format: 'yaml',
      rule: [],
    });
    expect(ours).toMatchObject({
      document: {
        entries: new Map([
          ['a', { kind: 'scalar', text: number }],
          ['b_unencrypted', { kind: 'scalar', text: number }],
        ]),
      },
    });
    expect(decryptWithSops(file, 'yaml')).toBe(`a: ${number}\nb_unencrypted: ${number}\n`);
  });

  it.each([
    ['a: -0.0', 'yaml', 'decrypted'],
    ['a_unencrypted: -0.0', 'yaml', 'mac-mismatch'],
    ['"<<": {a: x}', 'yaml', 'decrypted'],
    ['"<<": [{a: x}, {b: x}]', 'yaml', 'decrypted'],
    ['m_unencrypted: {"<<": {a: x}}', 'yaml', 'decrypted'],
    ['"<<": x', 'yaml', 'unsupported-yaml'],
    ['"<<": [{a: x}, 5]', 'yaml', 'unsupported-yaml'],
    ['{"<<": "x"}', 'json', 'decrypted'],
  ] as const)('%s in %s: both refuse, or neither', async (text, format, expected) => {
    const file = join(makeFolder(), `a.${format}`);
    const ours = await decryptHere(file, text, { format, rule: [] });
    expect(ours.kind === 'refused' ? ours.code : ours.kind).toBe(expected);
    if (expected === 'decrypted') expect(decryptWithSops(file, format)).not.toBe('');
    else expect(() => decryptWithSops(file, format)).toThrow('Command failed');
  });
});
