import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { descriptionRoom, DESCRIPTION_LIMIT } from '../../../../src/model/marker.js';
import { SecretValue } from '../../../../src/model/secret-value.js';
import {
  composeDescription,
  formatMarker,
  parseMarker,
  signMarker,
  splitDescription,
  verifyOwner,
  verifyValue,
  type Marker,
} from '../../../../src/plan/signing/marker.js';
import { checkout, KEY, OTHER_KEY, signingKey, TIME } from '../../../support/worlds/index.js';

const place = { scopeId: checkout.id, secretKey: 'DATABASE_URL' };
const value = new SecretValue('hunter2');
const sign = (stack = 'storefront', time = TIME): Marker =>
  signMarker(signingKey(KEY), place, { stack, time, value });

const hmac = (...words: readonly string[]): string =>
  createHmac('sha256', KEY).update(JSON.stringify(words)).digest('base64url');

describe('the marker', () => {
  it('is made exactly as documented, so that other programs can make and check it', () => {
    const time = TIME.toString(36);
    const id = createHash('sha256').update(`qoverride key id\0${KEY}`).digest('base64url').slice(0, 4);
    const owner = hmac('qoverride/1/owner', 'storefront', time, checkout.id, 'DATABASE_URL').slice(0, 8);
    const digest = hmac('qoverride/1/value', 'storefront', time, checkout.id, 'DATABASE_URL', 'hunter2');
    expect(formatMarker(sign())).toBe(
      `[qoverride:1:storefront:${time}:${id}:${owner}${digest.slice(0, 12)}]`,
    );
  });

  it('reads the example of the documentation', () => {
    expect(
      splitDescription("Checkout's own replica [qoverride:1:storefront:toxy00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]"),
    ).toEqual({
      text: "Checkout's own replica",
      marker: {
        kind: 'marker',
        stack: 'storefront',
        time: Number.parseInt('toxy00', 36),
        keyId: 'Q7xk',
        owner: 'mB2v0Zq1',
        value: 'rT5sW8yA3dLk',
      },
    });
  });

  it('cuts fractions of a second', () => {
    expect(sign('storefront', TIME + 0.75)).toEqual(sign('storefront', TIME));
  });

  it('leaves exactly the room that a manifest is told it has', () => {
    for (const stack of ['a', 'storefront', 'x'.repeat(24)]) {
      const text = 'd'.repeat(descriptionRoom(stack));
      expect(composeDescription(text, sign(stack))).toHaveLength(DESCRIPTION_LIMIT);
    }
  });

  it('verifies under its key, at its place and with its value only', () => {
    const marker = sign();
    const key = signingKey(KEY);
    const other = signingKey(OTHER_KEY);
    expect(verifyOwner(marker, key, place)).toBe(true);
    expect(verifyValue(marker, key, place, value)).toBe(true);
    expect(verifyOwner(marker, other, place)).toBe(false);
    expect(verifyValue(marker, other, place, value)).toBe(false);
    expect(verifyOwner(marker, key, { ...place, secretKey: 'OTHER' })).toBe(false);
    expect(verifyValue(marker, key, place, new SecretValue('hunter3'))).toBe(false);
  });
});

describe('splitDescription', () => {
  const marker = formatMarker(sign());

  it.each([
    '',
    'x',
    ' ',
    'ends with a space ',
    'two\nlines',
    marker,
    `a ${marker} b`,
    '[qoverride:',
    '🔑\ud800',
  ])('gives the text %j back that was put together with a marker', (text) => {
    expect(splitDescription(composeDescription(text, sign()))).toEqual({ text, marker: sign() });
  });

  it.each([
    ['not at the end', `${marker} edited`],
    ['with a line break behind it', `${marker}\n`],
    ['cut short', marker.slice(0, -1)],
    ['one character short', marker.replace(/.\]$/, ']')],
    ['with a time in upper case', '[qoverride:1:storefront:TOXY00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]'],
    ['with a time that starts with a zero', '[qoverride:1:storefront:0oxy00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]'],
    ['with a stack that no manifest can name', '[qoverride:1:Store:toxy00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]'],
    ['without anything', '[qoverride:]'],
    ['of version 01', '[qoverride:01:storefront:x]'],
    ['of version 1 with another form', '[qoverride:1:storefront:x]'],
  ])('takes a marker %s for text', (_, description) => {
    expect(splitDescription(description)).toEqual({ text: description, marker: null });
  });

  it('tolerates that the space before the marker got lost', () => {
    expect(splitDescription(`text${marker}`)).toEqual({ text: 'text', marker: sign() });
  });

  it.each([
    ['[qoverride:2:storefront:what:ever]', 'storefront'],
    ['[qoverride:10:storefront]', 'storefront'],
    ['[qoverride:2:]', null],
    ['[qoverride:2:Not a stack:x]', null],
  ])('knows the marker of another version: %s', (text, stack) => {
    expect(parseMarker(text)).toEqual({ kind: 'other-version', stack });
    expect(splitDescription(`text ${text}`).text).toBe('text');
  });

  it('reads nothing that does not start as a marker', () => {
    expect(parseMarker(` ${marker}`)).toBeNull();
  });
});
