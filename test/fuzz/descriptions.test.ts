import { describe, expect } from 'vitest';
import { DESCRIPTION_LIMIT } from '../../src/model/marker.js';
import { SecretValue } from '../../src/model/secret-value.js';
import {
  formatMarker,
  parseMarker,
  splitDescription,
  verifyOwner,
  verifyValue,
} from '../../src/plan/signing/marker.js';
import {
  checkout,
  describeMarked,
  entry,
  KEY,
  override,
  parent,
  planOf,
  signingKey,
} from '../support/worlds/index.js';
import { fuzz } from './fuzz.js';

const PLACE = { scopeId: checkout.id, secretKey: 'DATABASE_URL' };
const VALUE = new SecretValue('hunter2');
const key = signingKey(KEY);
const ORIGINAL = describeMarked({ text: 'Checkout’s own replica' });
const MARKER = ORIGINAL.slice(ORIGINAL.lastIndexOf('['));
const SAMPLES = [
  ORIGINAL,
  describeMarked(),
  describeMarked({ scopeId: parent.id }),
  '[qoverride:2:storefront:x]',
];

describe('markers in descriptions', () => {
  fuzz(
    'of any text are read as they are spelled, and verify only where nothing of them changed',
    SAMPLES,
    ({ bytes }) => {
      const description = bytes.toString('utf8');
      const { text, marker } = splitDescription(description);
      expect(description.startsWith(text)).toBe(true);
      if (marker === null) expect(text).toBe(description);
      if (marker?.kind !== 'marker') return;

      const spelled = formatMarker(marker);
      expect([spelled, ` ${spelled}`]).toContain(description.slice(text.length));
      expect(parseMarker(spelled)).toEqual(marker);
      const isOurs = verifyOwner(marker, key, PLACE);
      const isOurValue = verifyValue(marker, key, PLACE, VALUE);
      if (isOurs && isOurValue) expect(spelled).toBe(MARKER);
      else expect(spelled).not.toBe(MARKER);
    },
  );

  fuzz('of any text give a verdict', SAMPLES, ({ bytes }) => {
    const description = bytes.toString('utf8').slice(0, DESCRIPTION_LIMIT * 10);
    const { changes } = planOf([entry()], [parent, override({ description })]);
    expect(changes).toHaveLength(1);
    if (changes[0]?.reason === 'in-sync') expect(description.endsWith(MARKER)).toBe(true);
  });
});
