import { describe, expect, it } from 'vitest';
import type { RemoteSecret } from '../../../src/model/remote-secret.js';
import { createSecretPool } from '../../../src/qovery/secret-pool.js';
import { uuid } from './support.js';

const LINK = { id: uuid(2), key: 'OTHER', scope: 'PROJECT' };
const SECRET: RemoteSecret = {
  id: uuid(1),
  key: 'KEY',
  scope: 'PROJECT',
  type: 'VALUE',
  overrides: null,
  aliasOf: null,
  description: 'text',
  enableInterpolationInFile: null,
  ownedBy: 'QOVERY',
  ownTime: 1000,
};

describe('createSecretPool', () => {
  it('gives the first of several that are the same', () => {
    const pool = createSecretPool();
    const linked = { ...SECRET, id: uuid(3), overrides: LINK };
    expect(pool(SECRET)).toBe(SECRET);
    expect(pool(linked)).toBe(linked);
    expect(pool({ ...SECRET })).toBe(SECRET);
    expect(pool({ ...linked, overrides: { ...LINK } })).toBe(linked);
  });

  it.each<Partial<RemoteSecret>>([
    { key: 'ANOTHER' },
    { scope: 'ENVIRONMENT' },
    { type: 'FILE' },
    { overrides: LINK },
    { aliasOf: LINK },
    { description: null },
    { enableInterpolationInFile: true },
    { ownedBy: null },
    { ownTime: 2000 },
  ])('keeps apart what was edited between two lists: %j', (edit) => {
    const pool = createSecretPool();
    pool(SECRET);
    expect(pool({ ...SECRET, ...edit })).toEqual({ ...SECRET, ...edit });
  });
});
