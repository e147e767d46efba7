import { describe, expect } from 'vitest';
import type { SopsFormat } from '../../src/model/value-reference.js';
import { decryptSops, parseAgeIdentities } from '../../src/values/sops/index.js';
import { encodeSops, makeKeyPair } from '../unit/values/sops/encoder.js';
import { leavesOf } from '../unit/values/sops/leaves.js';
import { bool, comment, int, list, map, nothing, str, toValueNode } from '../unit/values/sops/plain-tree.js';
import { expectNoSecret, fuzz } from './fuzz.js';
import { SECRET } from './inputs.js';

const { recipient, identities, secret } = await makeKeyPair();
const recipients = [recipient];
const TREE = map(
  ['stripe', map(['key', str(SECRET)], ['list', list(str(SECRET), int('42'), comment('note'), bool(true))])],
  ['10', str(`${SECRET}\n${SECRET}`)],
  ['none', nothing],
);
const FLAT = map(['KEY', str(SECRET)], ['OTHER', str(`${SECRET}\n${SECRET}`)]);
const BINARY = map(['data', str(SECRET)]);

const FILES: Readonly<Record<SopsFormat, readonly string[]>> = {
  yaml: [
    await encodeSops([TREE, FLAT], { recipients }),
    await encodeSops([TREE], {
      recipients,
      isEncrypted: (keys) => keys.includes('stripe'),
      metadata: { encrypted_regex: '^stripe$' },
    }),
  ],
  json: [await encodeSops([TREE], { recipients, format: 'json' })],
  dotenv: [await encodeSops([FLAT], { recipients, format: 'dotenv' })],
  binary: [await encodeSops([BINARY], { recipients, format: 'json' })],
};

const values = (document: Parameters<typeof leavesOf>[0]): readonly string[] =>
  leavesOf(document).map(({ value }) => value);

describe('SOPS files', () => {
  for (const format of ['yaml', 'json', 'dotenv', 'binary'] as const) {
    // The second sample of YAML leaves values in the clear, so that messages may only name what it seals.
    const samples = FILES[format].slice(0, 1);
    fuzz(
      `in ${format} give what was encrypted, or are refused without a value`,
      samples,
      async ({ bytes }) => {
        const result = await decryptSops({ bytes, format, fileName: 'secrets', identities });
        if (result.kind === 'decrypted') {
          const known = new Set(
            values({ kind: 'list', items: [TREE, FLAT, BINARY].map((tree) => toValueNode(tree)) }),
          );
          for (const value of values(result.document)) {
            if (value !== '') expect(known).toContain(value);
          }
        } else {
          expectNoSecret(JSON.stringify(result));
          expect(JSON.stringify(result)).not.toContain(secret.slice(20));
        }
      },
    );
  }

  fuzz('with a rule of their own are read or refused', FILES.yaml.slice(1), async ({ bytes }) => {
    const { kind } = await decryptSops({ bytes, format: 'yaml', fileName: 'secrets', identities });
    expect(['decrypted', 'refused', 'needs-binary']).toContain(kind);
  });
});

describe('files of age identities', () => {
  fuzz(
    'give identities or numbers of lines, and never a key',
    [`# mine\n${secret}\n`, `${secret} ${secret}`],
    ({ bytes }) => {
      const { problems } = parseAgeIdentities(bytes.toString('utf8'));
      const shown = JSON.stringify(problems);
      for (let at = 'AGE-SECRET-KEY-1'.length; at + 8 <= secret.length; at += 1) {
        expect(shown).not.toContain(secret.slice(at, at + 8));
      }
    },
  );
});
