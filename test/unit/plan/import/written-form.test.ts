import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DESCRIPTION_LIMIT, descriptionRoom } from '../../../../src/model/marker.js';
import { fitDescription, nameSecret } from '../../../../src/plan/import/importable.js';
import { indexListing } from '../../../../src/plan/listing-index.js';
import { checkout, describeMarked, override, parent, secret, uuidOf } from '../../../support/worlds/index.js';

const link = { id: parent.id, key: parent.key, scope: parent.scope };

describe('nameSecret', () => {
  it('takes the key where it finds just the secret that is meant', () => {
    const index = indexListing(checkout, [parent, override()]);
    expect(nameSecret('DATABASE_URL', link, index)?.secret).toBe('DATABASE_URL');
  });

  it('takes the UUID where the key is not enough', () => {
    const index = indexListing(checkout, [parent, secret(202, { scope: 'ENVIRONMENT' }), override()]);
    expect(nameSecret('DATABASE_URL', link, index)?.secret).toBe(parent.id);
  });

  it('takes the UUID where the key would be taken for one', () => {
    const key = uuidOf(7);
    const odd = { ...parent, key };
    const index = indexListing(checkout, [odd, override({ key })]);
    expect(nameSecret(key, { ...link, key }, index)?.secret).toBe(parent.id);
  });

  it('takes the key where the list hides the secret, and only its override tells of it', () => {
    expect(nameSecret('DATABASE_URL', link, indexListing(checkout, [override()]))?.secret).toBe(
      'DATABASE_URL',
    );
  });

  it('gives nothing where neither finds it', () => {
    const index = indexListing(checkout, [parent, override()]);
    expect(nameSecret('DATABASE_URL', { ...link, id: uuidOf(999) }, index)).toBeNull();
  });
});

describe('fitDescription', () => {
  it('leaves alone what fits', () => {
    expect(fitDescription("Checkout's own replica", 'storefront')).toBe("Checkout's own replica");
  });

  it('cuts what leaves no room for the marker of the stack, and no character in half', () => {
    const room = descriptionRoom('storefront');
    expect(fitDescription('x'.repeat(255), 'storefront')).toBe('x'.repeat(room));
    expect(fitDescription(`${'x'.repeat(room - 1)}😀`, 'storefront')).toBe('x'.repeat(room - 1));
  });

  it('takes the start of a marker out of a text, and half a character', () => {
    expect(fitDescription('see [qoverride:1:x]', 'web')).toBe('see (qoverride:1:x]');
    expect(fitDescription('half \ud83d here', 'web')).toBe('half \ufffd here');
  });

  it('always leaves room for the marker', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.stringMatching(/^[a-z0-9-]{1,24}$/),
        (text, stack) => {
          const fitted = fitDescription(text, stack);
          expect(describeMarked({ text: fitted, stack }).length).toBeLessThanOrEqual(DESCRIPTION_LIMIT);
          expect(fitDescription(fitted, stack)).toBe(fitted);
        },
      ),
    );
  });
});
