import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SopsFormat } from '../../../../src/model/value-reference.js';
import { decryptSops, parseAgeIdentities } from '../../../../src/values/sops/index.js';
import { leavesOf } from './leaves.js';

interface Vector {
  readonly id: string;
  readonly file: string;
  readonly format: SopsFormat;
  readonly expect?: readonly { readonly path: readonly (string | number)[]; readonly value: string }[];
  readonly expectError?: string;
  readonly identitiesHex: readonly string[];
}

/** Why each is refused, so that none is refused for a wrong reason. */
const REFUSALS: Readonly<Record<string, string>> = {
  'flux-pgp-only': 'needs-binary',
  'attack-plain-for-encrypted': 'plaintext-leaf',
  'attack-added-encrypted-regex': 'mac-mismatch',
  'attack-added-key-suffix': 'mac-mismatch',
  'attack-removed-key': 'mac-mismatch',
  'attack-swapped-paths': 'bad-ciphertext',
  'attack-swapped-list': 'mac-mismatch',
  'attack-empty-for-encrypted': 'mac-mismatch',
  'attack-short-tag': 'bad-ciphertext',
  'attack-no-mac': 'no-mac',
  'attack-lastmodified': 'mac-mismatch',
  'attack-dotenv-plain': 'plaintext-leaf',
  'attack-json-plain-number': 'plaintext-leaf',
  'attack-no-sops-block': 'no-sops-metadata',
  'attack-merge-conflict': 'invalid-yaml',
};

const folder = new URL('../../../../../shared/vectors/sops/', import.meta.url);
const index = new URL('index.json', folder);
const isThere = existsSync(index);

const readVectors = (): readonly Vector[] =>
  (JSON.parse(readFileSync(index, 'utf8')) as { readonly vectors: readonly Vector[] }).vectors;

const decryptVector = ({ file, format, identitiesHex }: Vector) =>
  decryptSops({
    bytes: readFileSync(new URL(file, folder)),
    format,
    fileName: file,
    identities: parseAgeIdentities(identitiesHex.map((hex) => Buffer.from(hex, 'hex').toString()).join('\n'))
      .identities,
  });

describe.skipIf(!isThere)('files of other projects, and tampered ones', () => {
  const vectors = isThere ? readVectors() : [];

  it('are all there', () => {
    expect(vectors).toHaveLength(35);
  });

  it.each(vectors.filter((vector) => vector.expect !== undefined))(
    '$id: gives its leaves',
    async (vector) => {
      const result = await decryptVector(vector);
      expect(result.kind === 'decrypted' ? leavesOf(result.document) : result).toEqual(vector.expect);
    },
  );

  it.each(vectors.filter((vector) => vector.expectError !== undefined))(
    '$id: is not decrypted ($expectError)',
    async (vector) => {
      const result = await decryptVector(vector);
      expect(result.kind === 'refused' ? result.code : result.kind).toBe(REFUSALS[vector.id]);
    },
  );
});
