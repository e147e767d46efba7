import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPooledRead } from '../../../../src/qovery/secrets/secret-pool.js';
import { readSecret } from '../../../../src/qovery/secrets/secret-shape.js';
import { uuidOf } from '../../../support/worlds/index.js';

const LINK = { id: uuidOf(2), key: 'OTHER', scope: 'PROJECT', mount_path: '' };
const SECRET = {
  id: uuidOf(1),
  key: 'KEY',
  scope: 'PROJECT',
  variable_type: 'VALUE',
  overridden_secret: null,
  description: 'text',
  owned_by: 'QOVERY',
  created_at: '2026-01-01T00:00:00.000Z',
};

const odd = fc.constantFrom(undefined, null, '', 7, 'A', 'B');
const id = fc.constantFrom(uuidOf(1), uuidOf(2), 'AB', 'ab', '');
const link = fc.option(fc.record({ id, key: odd, scope: odd }), { freq: 3 });
const time = fc.constantFrom(undefined, null, '', '2026-01-01T00:00:00', '2026-01-02T00:00:00Z');

/** What an API may say of a few secrets, again and again, and edited between two lists. */
const entries = fc.array(
  fc.oneof(
    fc.record({
      id,
      key: fc.constantFrom('KEY', 'OTHER', ''),
      scope: fc.constantFrom('PROJECT', 'ENVIRONMENT'),
      variable_type: odd,
      overridden_secret: link,
      overridden_variable: link,
      aliased_secret: link,
      aliased_variable: link,
      description: odd,
      enable_interpolation_in_file: fc.constantFrom(undefined, null, true, false, 'A'),
      owned_by: odd,
      created_at: time,
      updated_at: time,
    }),
    fc.constantFrom<unknown>(null, 7, [], {}),
  ),
  { maxLength: 8 },
);

describe('createPooledRead', () => {
  it('reads whatever it was given before as if it were new', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const read = createPooledRead();
        for (const json of [...list, ...list]) expect(read(json)).toEqual(readSecret(json));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives what it read before where that is the same', () => {
    const read = createPooledRead();
    const [plain, linked] = [SECRET, { ...SECRET, id: uuidOf(3), overridden_secret: LINK }];
    const first = [read(plain), read(linked)];
    expect(read({ ...plain })).toBe(first[0]);
    expect(read({ ...linked, overridden_secret: { ...LINK } })).toBe(first[1]);
  });
});
