import { describe, expect, it } from 'vitest';
import { decryptText } from './decrypt.js';
import { encodeSops, makeKeyPair, type EncoderOptions } from './encoder.js';
import {
  bool,
  comment,
  float,
  int,
  list,
  map,
  nothing,
  str,
  toValueNode,
  type PlainMap,
} from './plain-tree.js';

const { recipient, identities } = await makeKeyPair();
const recipients = [recipient];

const plain = map(
  ['kind', str('Secret')],
  ['replicas', int('3')],
  ['data', map(['key', str('k')], ['list', list(str('a'), int('1'))], ['empty', str('')], ['none', nothing])],
  ['tls_secret', map(['on', bool(true)])],
  ['note_unencrypted', map(['deep', list(str('clear'), bool(false), nothing)])],
  ['last', str('z')],
);

const rules: readonly (readonly [string, string, (keys: readonly string[]) => boolean])[] = [
  ['unencrypted_suffix', '_unencrypted', (keys) => !keys.some((key) => key.endsWith('_unencrypted'))],
  ['encrypted_suffix', '_secret', (keys) => keys.some((key) => key.endsWith('_secret'))],
  ['encrypted_regex', '^(data|stringData)$', (keys) => keys.includes('data')],
  ['encrypted_regex', '(?i)SECRET$', (keys) => keys.includes('tls_secret')],
  ['unencrypted_regex', '^(kind|rep.*|deep)$', (keys) => !/^(?:kind|replicas|.*deep)$/.test(keys.join(' '))],
];

describe('what is encrypted', () => {
  it.each(rules)('is decided by %s %s', async (rule, value, isEncrypted) => {
    for (const macOnlyEncrypted of [false, true]) {
      const metadata = { [rule]: value };
      const options: EncoderOptions = { recipients, isEncrypted, macOnlyEncrypted, metadata };
      const text = await encodeSops([plain], options);
      expect(text).toContain('ENC[AES256_GCM,data:');
      expect(await decryptText(text, identities)).toEqual({
        kind: 'decrypted',
        document: toValueNode(plain),
      });
    }
  });

  it('is all but what ends in _unencrypted where no rule is given', async () => {
    const text = await encodeSops([map(['a', str('x')], ['b_unencrypted', str('y')])], {
      recipients,
      isEncrypted: ([key]) => key === 'a',
    });
    expect(await decryptText(text, identities)).toMatchObject({ kind: 'decrypted' });
  });

  it('shows in the file itself where comments decide', async () => {
    const document = map(
      ['clear', str('y')],
      ['commented', list(comment('encrypt'), str('x'))],
      ['same', str('x')],
    );
    const metadata = { encrypted_comment_regex: 'encrypt' };
    const text = await encodeSops([document], {
      recipients,
      isEncrypted: ([key]) => key === 'commented',
      metadata,
    });
    expect(await decryptText(text, identities)).toEqual({
      kind: 'decrypted',
      document: toValueNode(document),
    });
    expect(await decryptText(text.replace('"y"', '"planted"'), identities)).toMatchObject({
      code: 'mac-mismatch',
    });
    expect(await decryptText(text.replace(/"ENC[^"]*type:str]"/, 'x'), identities)).toMatchObject({
      kind: 'decrypted',
    });
  });

  it('proves nothing where comments decide and the MAC leaves clear values out', async () => {
    const metadata = { unencrypted_comment_regex: 'clear' };
    const text = await encodeSops([map(['a', str('x')])], { recipients, macOnlyEncrypted: true, metadata });
    expect(await decryptText(text, identities)).toMatchObject({ kind: 'refused', code: 'unverifiable-rule' });
  });

  it.each([
    ['encrypted_regex', '(?=planted)'],
    ['unencrypted_regex', '(x{1000}){1000}'],
  ])('is never guessed: a bad %s is named, and not quoted', async (rule, value) => {
    const text = await encodeSops([map(['a', str('x')])], { recipients, metadata: { [rule]: value } });
    const result = await decryptText(text, identities);
    expect(result).toMatchObject({ kind: 'refused', code: 'bad-metadata' });
    expect(result).toHaveProperty('message', expect.stringContaining(`\`${rule}\``));
    expect(JSON.stringify(result)).not.toContain(value);
  });

  it.each([
    ['long', 'x|'.repeat(1000)],
    ['large', '(?:x{9}){100}y{100}'],
  ])('is left to the sops program where the pattern is too %s', async (_what, value) => {
    const text = await encodeSops([map(['a', str('x')])], {
      recipients,
      metadata: { encrypted_regex: value },
    });
    expect(await decryptText(text, identities)).toMatchObject({
      kind: 'needs-binary',
      why: expect.stringContaining('too costly') as unknown,
    });
  });
});

const encodeClear = (document: PlainMap, macOnlyEncrypted = false): Promise<string> =>
  encodeSops([document], {
    recipients,
    isEncrypted: ([key]) => key === 'secret',
    macOnlyEncrypted,
    metadata: { encrypted_regex: '^secret$' },
  });

describe('values in the clear', () => {
  it('count in the MAC', async () => {
    const text = await encodeClear(
      map(['secret', str('x')], ['host', str('db.internal')], ['port', int('5432')]),
    );
    expect(await decryptText(text, identities)).toMatchObject({ kind: 'decrypted' });
    for (const altered of [text.replace('db.', 'ab.'), text.replace('5432', '5433'), `more: x\n${text}`]) {
      expect(await decryptText(altered, identities)).toMatchObject({ code: 'mac-mismatch' });
    }
  });

  it('do not count with mac_only_encrypted, and encrypted ones still do', async () => {
    const document = map(['secret', list(str('x'), str('y'))], ['host', str('db.internal')]);
    const text = await encodeClear(document, true);
    expect(await decryptText(text.replace('db.', 'ab.'), identities)).toEqual({
      kind: 'decrypted',
      document: toValueNode(map(['secret', list(str('x'), str('y'))], ['host', str('ab.internal')])),
    });
    for (const altered of [
      text.replace(/ {2}- "ENC.*\n/, ''),
      text.replace('"mac_only_encrypted":true,', ''),
      text.replace('"mac_only_encrypted":true', '"mac_only_encrypted":false'),
    ]) {
      expect(await decryptText(altered, identities)).toMatchObject({ code: 'mac-mismatch' });
    }
  });

  it.each([
    ['1e+20', '100000000000000000000'],
    ['-1.25e+06', '-1250000'],
    ['1.2345675e+06', '1234567.5'],
    ['1e-07', '0.0000001'],
    ['1.5e-05', '0.000015'],
    ['3.14', '3.14'],
    ['1e+325', '1e+325'],
    ['2026-02-03T00:00:00Z', '2026-02-03T00:00:00Z'],
    ['yes', 'yes'],
    ['9223372036854775807', '9223372036854775807'],
  ])('read %s as %s, which is also hashed', async (spelled, hashed) => {
    const text = await encodeClear(map(['n', float(hashed)], ['secret', str('x')]));
    const respelled = text.replace(/"n": .*/, `"n": ${spelled}`);
    expect(await decryptText(respelled, identities)).toMatchObject({
      document: toValueNode(map(['n', str(hashed)], ['secret', str('x')])),
    });
  });

  it.each([
    ['.inf', '+Inf'],
    ['-.inf', '-Inf'],
    ['.nan', 'NaN'],
  ])('spell %s as in YAML, encrypted or not', async (spelled, hashed) => {
    const document = map(['n', float(hashed)], ['secret', float(hashed)]);
    const text = await encodeClear(document);
    const respelled = text.replace(/"n": .*/, `"n": ${spelled}`);
    expect(await decryptText(respelled, identities)).toMatchObject({
      document: toValueNode(map(['n', str(spelled)], ['secret', str(spelled)])),
    });
  });

  it.each(['~', 'Null', '', 'null'])('are null when written as %j', async (spelled) => {
    const text = await encodeClear(map(['n', nothing], ['secret', str('x')]));
    expect(await decryptText(text.replace('"n": null', `"n": ${spelled}`), identities)).toMatchObject({
      document: toValueNode(map(['n', nothing], ['secret', str('x')])),
    });
  });
});
