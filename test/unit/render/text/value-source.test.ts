import { describe, expect, it } from 'vitest';
import { describeValueReference } from '../../../../src/render/text/value-source.js';
import { PLAINTEXT, SOURCES } from '../sample.js';

describe('describeValueReference', () => {
  it.each([
    ['literal', 'value (plaintext in the manifest)'],
    ['env', 'env CHECKOUT_DATABASE_URL'],
    ['file', 'file certs/checkout.pem'],
    ['sops', 'sops secrets/production.enc.yaml [stripe, key]'],
    ['exec', 'exec op (2 arguments) [list, 0, "0", "two words"]'],
    ['vault', 'vault secret/prod/db password (version 3)'],
    ['source', 'source db [payments, token]'],
  ] as const)('names %s', (name, shown) => {
    const text = describeValueReference(SOURCES[name]);
    expect(text).toBe(shown);
    expect(text).not.toContain(PLAINTEXT);
  });

  it('names a whole document without a path', () => {
    const read = { kind: 'exec', command: ['pass'], format: 'text', timeout: null } as const;
    expect(describeValueReference({ kind: 'read', read, source: null, path: [] })).toBe(
      'exec pass (0 arguments)',
    );
  });
});
