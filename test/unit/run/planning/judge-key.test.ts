import { describe, expect, it } from 'vitest';
import { parseKeyring } from '../../../../src/plan/signing/keyring.js';
import { judgeKey } from '../../../../src/run/planning/judge-key.js';

const judge = (key: string, oldKeys: string | null = null) =>
  judgeKey(parseKeyring({ key, oldKeys, randomKey: 'r'.repeat(43) }));

describe('judging the signing key', () => {
  it.each([
    ['a word four times', 'password'.repeat(4)],
    ['a word with other letters and digits for some', 'P4$$w0rd'.repeat(4)],
    ['one letter', 'x'.repeat(32)],
    ['two letters in turn', 'ab'.repeat(64)],
    ['a PIN behind zeros', `${'0'.repeat(28)}4711`],
    ['a PIN again and again', '4711'.repeat(8)],
    ['neighbours on the keyboard', 'qwertyuiopasdfghjklzxcvbnm1234567890'],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789'],
    ['dates', '2026-11-28'.repeat(4)],
    ['common passwords in a row', 'dragonmonkeyletmeinbaseballshadow'],
    ['a repeat that ends behind what is judged', `${'password'.repeat(16)}Zk3vX8qLw0Ty6RbN`],
  ])('refuses %s', async (_, key) => {
    expect(await judge(key)).toMatchObject({ code: 'key-weak' });
    // The second time, it is remembered.
    expect(await judge(key)).toMatchObject({ code: 'key-weak' });
  });

  it.each([
    ['32 hexadecimal digits', '3f9b0c71d4e85a2660bb19f7ce83d52a'],
    ['base64', 'q6mX0yV3pT2s/8Zk1+LhRw9uB4NfJ7cEoKdG5aWv0Yg='],
    ['a passphrase of unusual words', 'vellum crypt osprey tundra gimlet quartz'],
    ['text that is not ASCII', 'Grüße aus Köln – fünf Äpfel, 3 Öfen, ß'],
  ])('accepts %s', async (_, key) => {
    expect(await judge(key)).toBeNull();
  });

  it('never judges an old key, so one can rotate away from a weak one', async () => {
    expect(await judge('3f9b0c71d4e85a2660bb19f7ce83d52a', 'password'.repeat(4))).toBeNull();
  });

  it('does not judge what signs where there is no key', async () => {
    expect(await judgeKey(parseKeyring({ key: null, oldKeys: null, randomKey: 'x'.repeat(43) }))).toBeNull();
  });

  it('takes a moment however long the key is', async () => {
    expect(await judge('1337$3@'.repeat(8000))).toMatchObject({ code: 'key-weak' });
  });
});
