import { generateHybridIdentity } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { decryptSops } from '../../../../src/values/sops/index.js';
import { decryptText } from './decrypt.js';
import { encodeSops, makeKeyPair } from './encoder.js';
import { leavesOf } from './leaves.js';
import { bool, comment, float, int, list, map, nothing, str, toValueNode } from './plain-tree.js';

const key = await makeKeyPair();
const { identities } = key;
const recipients = [key.recipient];

const document = map(
  ['stripe', map(['key', str('sk_live_1')], ['9', str('nine')], ['10', str('ten')], ['2', str('two')])],
  ['big', int('9223372036854775807')],
  ['ratio', float('0.1')],
  ['on', bool(true)],
  ['off', bool(false)],
  ['nothing', nothing],
  ['empty', str('')],
  ['nested', list(list(str('a'), list(str('b'))), map(['c', int('-7')]), nothing, str(''))],
  ['commented', list(comment(' one'), str('first'), comment(' two'), str('second'))],
  ['none', list()],
  ['', map(['', str('behind empty keys')])],
  ['text', str('line 1\nline 2\r\n\ttab "quote" \\ \u{1F511} \u2028')],
  ['__proto__', map(['constructor', str('polluted')])],
);

describe('decryptSops', () => {
  it.each(['yaml', 'json'] as const)(
    'gives back every kind of value of a %s file, in order',
    async (format) => {
      const text = await encodeSops([document], { recipients, format });
      const result = await decryptText(text, identities, format);
      expect(result).toEqual({ kind: 'decrypted', document: toValueNode(document) });
      expect(
        result.kind === 'decrypted' &&
          leavesOf(result.document)
            .slice(0, 4)
            .map(({ path }) => path[1]),
      ).toEqual(['key', '9', '10', '2']);
    },
  );

  it('gives back a dotenv file, with the line breaks in its values', async () => {
    const plain = map(
      ['A', str('1\n2')],
      ['B_unencrypted', str('x\ny')],
      ['C', str('')],
      ['D', str('a=b#c')],
    );
    const text = await encodeSops([plain], {
      recipients,
      format: 'dotenv',
      isEncrypted: ([name]) => name !== 'B_unencrypted',
    });
    const commented = `#ENC[AES256_GCM,data:AAAA]\n\n${text}`;
    expect(await decryptText(commented, identities, 'dotenv')).toEqual({
      kind: 'decrypted',
      document: toValueNode(plain),
    });
  });

  it('gives a binary file as one text', async () => {
    const text = await encodeSops([map(['data', str('-----BEGIN KEY-----\nabc\n')])], {
      recipients,
      format: 'json',
    });
    expect(await decryptText(text, identities, 'binary')).toEqual({
      kind: 'decrypted',
      document: { kind: 'scalar', text: '-----BEGIN KEY-----\nabc\n' },
    });
  });

  it('refuses a binary file that holds no data', async () => {
    const text = await encodeSops([map(['other', str('x')])], { recipients, format: 'json' });
    expect(await decryptText(text, identities, 'binary')).toMatchObject({ kind: 'refused', code: 'no-data' });
  });

  it('gives the first of several documents, and checks the others', async () => {
    const documents = [map(['a', str('one')]), map(['a', str('two')])];
    const text = await encodeSops(documents, { recipients });
    expect(await decryptText(text, identities)).toEqual({
      kind: 'decrypted',
      document: toValueNode(map(['a', str('one')])),
    });
    expect(await decryptText(text.slice(0, text.indexOf('\n---\n') + 1), identities)).toMatchObject({
      code: 'mac-mismatch',
    });
    expect(await decryptText(`${text}---\n`, identities)).toMatchObject({ kind: 'decrypted' });
  });

  it.each([
    ['secrets.enc.yaml', 'yaml'],
    ['secrets.yml', 'yaml'],
    ['secrets.json', 'json'],
    ['.env', 'dotenv'],
  ] as const)('takes the format from the name %s', async (fileName, format) => {
    const plain = map(['data', str('x')]);
    const text = await encodeSops([plain], { recipients, format });
    expect(await decryptText(text, identities, null, fileName)).toEqual({
      kind: 'decrypted',
      document: toValueNode(plain),
    });
  });

  it('takes other names for binary files, as sops does, and leaves INI files to it', async () => {
    const text = await encodeSops([map(['data', str('x')])], { recipients, format: 'json' });
    expect(await decryptText(text, identities, null, 'server.pem')).toEqual({
      kind: 'decrypted',
      document: { kind: 'scalar', text: 'x' },
    });
    expect(await decryptText('', identities, null, 'a.ini')).toEqual({
      kind: 'needs-binary',
      why: 'it is an INI file',
    });
  });

  it('reads merge keys the way SOPS writes them', async () => {
    const plain = map(['<<', map(['a', str('x')])]);
    const text = (await encodeSops([plain], { recipients })).replace('"<<"', '!!merge <<');
    expect(await decryptText(text, identities)).toEqual({ kind: 'decrypted', document: toValueNode(plain) });
  });

  it.each(['x', '5', 'null', '[{"a": 1}, 5]', '[[{"a": 1}]]'])(
    'refuses a merge key that sops cannot read: %s',
    async (value) => {
      const text = await encodeSops([map(['a', str('x')])], { recipients });
      expect(await decryptText(`!!merge <<: ${value}\n${text}`, identities)).toMatchObject({
        kind: 'refused',
        code: 'unsupported-yaml',
      });
    },
  );

  it('reads what only older versions of sops do: a merge key below the top, and -0 in JSON', async () => {
    const plain = map(['m', map(['<<', str('x')])]);
    const merge = (await encodeSops([plain], { recipients })).replace('"<<"', '!!merge <<');
    expect(await decryptText(merge, identities)).toEqual({ kind: 'decrypted', document: toValueNode(plain) });
    const zero = map(['n', float('-0')]);
    const json = await encodeSops([zero], {
      recipients,
      format: 'json',
      isEncrypted: () => false,
      metadata: { encrypted_regex: 'x' },
    });
    expect(await decryptText(json, identities, 'json')).toEqual({
      kind: 'decrypted',
      document: toValueNode(zero),
    });
  });

  it('keeps a byte order mark within a value', async () => {
    const text = await encodeSops([map(['a', str('\uFEFFx')])], { recipients });
    expect(await decryptText(text, identities)).toMatchObject({
      document: { entries: new Map([['a', { kind: 'scalar', text: '\uFEFFx' }]]) },
    });
  });

  it('refuses a file that is no UTF-8', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00]);
    expect(await decryptSops({ bytes, format: 'yaml', fileName: 'x', identities })).toMatchObject({
      kind: 'refused',
      code: 'no-sops-metadata',
    });
  });
});

describe('the data key', () => {
  it('is opened by any of several identities and recipients, post-quantum ones too', async () => {
    const [other, hybrid] = await Promise.all([makeKeyPair(), makeKeyPair(generateHybridIdentity)]);
    const plain = map(['a', str('x')]);
    const expected = { kind: 'decrypted', document: toValueNode(plain) };
    const both = await encodeSops([plain], { recipients: [other.recipient, key.recipient] });
    expect(await decryptText(both, identities)).toEqual(expected);
    expect(await decryptText(both, [...hybrid.identities, ...identities])).toEqual(expected);
    const quantum = await encodeSops([plain], { recipients: [hybrid.recipient] });
    expect(await decryptText(quantum, [...identities, ...hybrid.identities])).toEqual(expected);
  });

  it('stays closed to other identities, and to none', async () => {
    const other = await makeKeyPair();
    const text = await encodeSops([map(['a', str('x')])], { recipients });
    for (const given of [[], other.identities]) {
      expect(await decryptText(text, given)).toMatchObject({ kind: 'refused', code: 'no-matching-identity' });
    }
  });

  it('survives recipients that are unreadable', async () => {
    const text = await encodeSops([map(['a', str('x')])], { recipients });
    const broken = text.replace('"age":[', `"age":[{"recipient":"${key.recipient}","enc":"broken"},`);
    expect(await decryptText(broken, identities)).toMatchObject({ kind: 'decrypted' });
  });

  it.each([
    [{ age: [], kms: [{ arn: 'x' }], pgp: [{ fp: 'x' }] }, 'it has no age recipient (AWS KMS, PGP)'],
    [
      { age: null, key_groups: [{ age: [{}] }, { pgp: [{}] }] },
      'its key is split between 2 groups of keys (Shamir)',
    ],
    [{ age: [{ recipient: 'ssh-ed25519 AAAA', enc: '' }] }, 'its age recipients need an SSH key'],
    [
      {
        age: [
          { recipient: 'ssh-rsa AAAA', enc: '' },
          { recipient: 'age1yubikey1abc', enc: '' },
        ],
      },
      'its age recipients need an SSH key or an age plugin',
    ],
  ])('is left to the sops program where age cannot open it: %o', async (metadata, why) => {
    const text = await encodeSops([map(['a', str('x')])], { recipients, metadata });
    expect(await decryptText(text, identities)).toEqual({ kind: 'needs-binary', why });
  });

  it('is left to the sops program where another key may open it', async () => {
    const text = await encodeSops([map(['a', str('x')])], { recipients, metadata: { kms: [{ arn: 'x' }] } });
    expect(await decryptText(text, [])).toEqual({
      kind: 'needs-binary',
      why: 'no available age identity can decrypt it (AWS KMS may)',
    });
    expect(await decryptText(text, identities)).toMatchObject({ kind: 'decrypted' });
  });

  it('is left to the sops program where an SSH key may open it, unless an age identity does', async () => {
    const text = await encodeSops([map(['a', str('x')])], { recipients });
    const both = text.replace('"age":[', '"age":[{"recipient":"ssh-ed25519 AAAA","enc":""},');
    expect(await decryptText(both, [])).toEqual({
      kind: 'needs-binary',
      why: 'no available age identity can decrypt it (an SSH key may)',
    });
    expect(await decryptText(both, identities)).toMatchObject({ kind: 'decrypted' });
  });

  it('is found in a single key group', async () => {
    const text = await encodeSops([map(['a', str('x')])], { recipients });
    const grouped = text.replace(/"age":(\[.*?\])/, '"key_groups":[{"age":$1}]');
    expect(grouped).not.toBe(text);
    expect(await decryptText(grouped, identities)).toMatchObject({ kind: 'decrypted' });
  });

  it('is refused where no key is named', async () => {
    const text = await encodeSops([map(['a', str('x')])], { recipients, metadata: { age: [] } });
    expect(await decryptText(text, identities)).toMatchObject({ kind: 'refused', code: 'no-recipient' });
  });
});
