import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/model/failure.js';
import { keysWithId, parseKeyring } from '../../../../src/plan/signing/keyring.js';
import { KEY, keyringOf, OLD_KEY, OTHER_KEY } from '../../../support/worlds/index.js';

const catchFailure = (run: () => unknown): Failure => {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('no failure');
};

describe('parseKeyring', () => {
  it.each([null, ''])('signs with the random key under the id - where the key is %j', (key) => {
    const { signing, hasKey, old } = parseKeyring({ key, oldKeys: OLD_KEY, randomKey: 'r'.repeat(43) });
    expect(hasKey).toBe(false);
    expect(signing.id).toBe('-');
    expect(signing.secret.reveal()).toBe('r'.repeat(43));
    expect(old).toEqual([]);
  });

  it.each([` ${KEY}`, `${KEY}\n`, `${KEY}\r\n`, `\uFEFF${KEY}`, `${KEY} \t`])(
    'ignores what is around a key, and verifies with the untrimmed form: %j',
    (text) => {
      const { signing, hasKey, old } = keyringOf(text, [OLD_KEY]);
      expect(hasKey).toBe(true);
      expect(signing.secret.reveal()).toBe(KEY);
      expect(signing.id).toBe(keyringOf(KEY).signing.id);
      expect(old.map(({ secret }) => secret.reveal())).toEqual([text, OLD_KEY]);
    },
  );

  it('verifies with both forms of a file that earlier versions may have read', () => {
    const { old } = keyringOf(`${KEY} \r\n`);
    expect(old.map(({ secret }) => secret.reveal())).toEqual([`${KEY} \r\n`, `${KEY} `]);
  });

  it.each([
    [' \n', 'blank-credential'],
    [`${KEY}\n${OLD_KEY}`, 'several-lines'],
  ])('refuses as a key: %j', (key, code) => {
    expect(catchFailure(() => keyringOf(key)).code).toBe(code);
  });

  it.each([
    ['\uFEFF \n', 'blank-credential'],
    [`${OLD_KEY},${OTHER_KEY}`, 'key-list'],
    [`${OLD_KEY}; ${OTHER_KEY}`, 'key-list'],
    [`${'x'.repeat(43)} ${'y'.repeat(43)}`, 'key-list'],
  ])('refuses as old keys: %j', (oldKeys, code) => {
    expect(catchFailure(() => parseKeyring({ key: KEY, oldKeys, randomKey: '' })).code).toBe(code);
  });

  it('counts bytes, not characters', () => {
    expect(keyringOf('ü'.repeat(16)).hasKey).toBe(true);
    expect(catchFailure(() => keyringOf('ü'.repeat(15))).code).toBe('key-too-short');
    expect(keyringOf('x'.repeat(32)).hasKey).toBe(true);
    expect(catchFailure(() => keyringOf('x'.repeat(31))).code).toBe('key-too-short');
  });

  it('reads old keys one a line, each once, without the signing key', () => {
    const oldKeys = `${OLD_KEY}\r\n\n${OTHER_KEY}\n${OLD_KEY}\n${KEY}\n`;
    const { old } = parseKeyring({ key: KEY, oldKeys, randomKey: '' });
    expect(old.map(({ secret }) => secret.reveal())).toEqual([OLD_KEY, OTHER_KEY]);
  });

  it('says which old key is too short, and never quotes a key', () => {
    const failure = catchFailure(() => keyringOf(KEY, [OLD_KEY, 'short-secret']));
    expect(failure.message).toBe('the old key on line 2 is shorter than 32 bytes');
    expect(inspect(failure)).not.toContain('short-secret');
    expect(inspect(catchFailure(() => keyringOf('short-secret')))).not.toContain('short-secret');
    expect(inspect(keyringOf(KEY, [OLD_KEY]), { depth: null, showHidden: true })).not.toContain(KEY);
  });
});

describe('keysWithId', () => {
  it('finds every key that shares an id, the signing key first', () => {
    const { signing, hasKey, old } = keyringOf(KEY, [OLD_KEY, OTHER_KEY]);
    const twins = old.map((key) => ({ ...key, id: signing.id }));
    expect(keysWithId({ signing, hasKey, old: twins }, signing.id)).toEqual([signing, ...twins]);
    expect(keysWithId({ signing, hasKey, old }, old[1]?.id ?? '')).toEqual([old[1]]);
  });

  it('holds no key that outlives the run where the user gave none', () => {
    expect(keysWithId(keyringOf(null), '-')).toEqual([]);
  });
});
