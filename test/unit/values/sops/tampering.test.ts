import { describe, expect, it } from 'vitest';
import { decryptText } from './decrypt.js';
import { encodeSops, makeKeyPair, seal } from './encoder.js';
import { bool, comment, int, list, map, str } from './plain-tree.js';

const key = await makeKeyPair();
const { identities } = key;
const recipients = [key.recipient];
const plain = map(
  ['user', str('alice')],
  ['port', int('7')],
  ['tls', bool(true)],
  ['list', list(comment('note'), str('one'), str('two'), str('three'))],
  ['deep', map(['a', str('x')], ['b', str('y')])],
);
const text = await encodeSops([plain], { recipients });
const lines = text.split('\n');
const lineOf = (name: string): number => lines.findIndex((line) => line.includes(name));

const withLine = (index: number, change: (line: string) => string): string =>
  lines.map((line, at) => (at === index ? change(line) : line)).join('\n');

const refusal = async (altered: string): Promise<string> => {
  expect(altered).not.toBe(text);
  const result = await decryptText(altered, identities);
  return result.kind === 'refused' ? result.code : result.kind;
};

const swap = (first: number, second: number): string =>
  lines.map((line, at) => (at === first ? lines[second] : at === second ? lines[first] : line)).join('\n');

describe('a file that somebody altered', () => {
  it('decrypts while it is whole', async () => {
    expect(await decryptText(text, identities)).toMatchObject({ kind: 'decrypted' });
  });

  it.each([
    ['a text in the clear', withLine(0, () => '"user": attacker-chosen'), 'plaintext-leaf'],
    ['a number in the clear', withLine(1, () => '"port": 8'), 'plaintext-leaf'],
    ['a boolean in the clear', withLine(2, () => '"tls": false'), 'plaintext-leaf'],
    ['an empty text', withLine(0, () => '"user": ""'), 'mac-mismatch'],
    ['a null', withLine(0, () => '"user":'), 'mac-mismatch'],
    ['an empty map', withLine(0, () => '"user": {}'), 'mac-mismatch'],
    ['nothing, the key being removed', lines.slice(1).join('\n'), 'mac-mismatch'],
    ['a value of another key', withLine(0, () => (lines[1] ?? '').replace('port', 'user')), 'bad-ciphertext'],
    ['itself under another key', withLine(0, (line) => line.replace('user', 'admin')), 'bad-ciphertext'],
    ['a tag of 4 bytes', withLine(0, (line) => line.replace(/tag:[^,]+/, 'tag:llVdEA==')), 'bad-ciphertext'],
    [
      'an IV of 12 bytes',
      withLine(0, (line) => line.replace(/iv:[^,]+/, 'iv:AAAAAAAAAAAAAAAA')),
      'bad-ciphertext',
    ],
    ['an unknown type', withLine(0, (line) => line.replace('type:str', 'type:hex')), 'bad-ciphertext'],
    ['a number that is none', withLine(0, (line) => line.replace('type:str', 'type:int')), 'bad-ciphertext'],
    [
      'a boolean that is none',
      withLine(0, (line) => line.replace('type:str', 'type:bool')),
      'bad-ciphertext',
    ],
    ['a comment', withLine(0, (line) => line.replace('type:str', 'type:comment')), 'bad-ciphertext'],
    ['more behind the bracket', withLine(0, (line) => line.replace(']"', '] "')), 'bad-ciphertext'],
  ])('is refused where a value became %s', async (_, altered, code) => {
    expect(await refusal(altered)).toBe(code);
  });

  it('is refused where list items were swapped, dropped, or made comments or values', async () => {
    const at = lineOf('"list"') + 1;
    expect(await refusal(swap(at + 1, at + 2))).toBe('mac-mismatch');
    expect(await refusal(lines.filter((_, index) => index !== at + 1).join('\n'))).toBe('mac-mismatch');
    expect(await refusal(withLine(at + 1, (line) => line.replace('type:str', 'type:comment')))).toBe(
      'mac-mismatch',
    );
    expect(await refusal(withLine(at, (line) => line.replace('type:comment', 'type:str')))).toBe(
      'mac-mismatch',
    );
    expect(await refusal(withLine(at, (line) => line.replace('data:', 'data:AAAA')))).toBe('bad-ciphertext');
  });

  it('is refused where entries were put in another order', async () => {
    expect(await refusal(swap(0, 1))).toBe('mac-mismatch');
    const at = lineOf('"deep"') + 1;
    expect(await refusal(swap(at, at + 1))).toBe('mac-mismatch');
  });

  it.each([
    ['unencrypted_suffix', 'user'],
    ['unencrypted_regex', 'user'],
    ['encrypted_regex', '^(port|tls|list|deep)$'],
    ['encrypted_comment_regex', 'x'],
  ])('is refused where the metadata declares the planted value clear by %s', async (rule, value) => {
    const altered = withLine(0, () => '"user": attacker-chosen').replace(
      '"version"',
      `"${rule}":${JSON.stringify(value)},"version"`,
    );
    expect(await refusal(altered)).toBe('mac-mismatch');
  });

  it('is refused where a value was added', async () => {
    expect(await refusal(`"extra_unencrypted": planted\n${text}`)).toBe('mac-mismatch');
    expect(await refusal(`${lines[0]}\n${text}`)).toBe('duplicate-key');
  });

  it('is refused where the MAC or its time changed', async () => {
    expect(await refusal(text.replace('2026-02-03', '2026-02-04'))).toBe('mac-mismatch');
    expect(await refusal(text.replace(/"mac":"[^"]*",/, ''))).toBe('no-mac');
    expect(await refusal(text.replace(/"mac":"[^"]*"/, '"mac":""'))).toBe('no-mac');
    expect(await refusal(text.replace(/"mac":"[^"]*"/, '"mac":"ABCD"'))).toBe('mac-mismatch');
    const other = seal('F'.repeat(128), '2026-02-03T04:05:06Z', 'str');
    expect(await refusal(text.replace(/"mac":"[^"]*"/, () => `"mac":"${other}"`))).toBe('mac-mismatch');
    expect(await refusal(text.replace('"version"', '"mac_only_encrypted":true,"version"'))).toBe(
      'mac-mismatch',
    );
  });

  it('is refused where a value was moved to a key that authenticates alike, and another put in its place', async () => {
    const options = { recipients, macOnlyEncrypted: true, metadata: { encrypted_regex: '^b$' } };
    const own = await encodeSops([map(['a', map(['b', str('real')])])], { ...options });
    expect(await decryptText(own, identities)).toMatchObject({ kind: 'decrypted' });
    const altered = own
      .replace(/"a":\n {2}"b": (.*)\n/, '"a:b": $1\na: {b: planted}\n')
      .replace('"^b$"', '"^a:b$"');
    expect(await decryptText(altered, identities)).toMatchObject({ kind: 'refused', code: 'ambiguous-key' });
    const inAnotherDocument = own
      .replace(/"a":\n {2}"b": (.*)\n(sops.*)\n/, 'a: {b: planted}\n$2\n---\n"a:b": $1\n')
      .replace('"^b$"', '"^a:b$"');
    expect(await decryptText(inAnotherDocument, identities)).toMatchObject({ code: 'ambiguous-key' });
  });

  it('never quotes a value, encrypted or not', async () => {
    const marked = await encodeSops([map(['k', str('hunter2')], ['l', str('hunter3')])], { recipients });
    const [first = '', second = ''] = marked.split('\n');
    const sealed = first.slice(6, 60);
    for (const altered of [
      marked.replace(first, `"k": hunter4`),
      marked.replace(first, `"k": "hunter4`),
      marked.replace(second, ''),
      marked.replace('data:', 'data:A'),
      marked.replace(first, `k: !!hunter4 x`),
    ]) {
      const result = JSON.stringify(await decryptText(altered, identities));
      expect(result).toContain('refused');
      for (const secret of ['hunter', sealed, key.secret]) expect(result).not.toContain(secret);
    }
  });
});

describe('a file that is no SOPS file', () => {
  it.each([
    ['', 'yaml', 'no-sops-metadata'],
    ['a: 1\n', 'yaml', 'no-sops-metadata'],
    ['a: 1\nsops: x\n', 'yaml', 'no-sops-metadata'],
    ['a: 1\n---\nsops: {}\n', 'yaml', 'no-sops-metadata'],
    ['- a\n', 'yaml', 'unsupported-yaml'],
    ['<<<<<<< HEAD\na: 1\n=======\n', 'yaml', 'invalid-yaml'],
    ['a: [\n', 'yaml', 'invalid-yaml'],
    ['a: &x 1\nb: *x\nsops: {}\n', 'yaml', 'unsupported-yaml'],
    ['a: !!str 1\n', 'yaml', 'unsupported-yaml'],
    ['? [a]\n: 1\n', 'yaml', 'unsupported-yaml'],
    ['? \n: 1\n', 'yaml', 'unsupported-yaml'],
    ['"\\ud800": 1\n', 'yaml', 'unsupported-yaml'],
    ['a: 1\na: 2\n', 'yaml', 'duplicate-key'],
    ['a: 1\n', 'json', 'invalid-json'],
    ['{"a": 1, "a": 2}', 'json', 'duplicate-key'],
    ['-----BEGIN', 'binary', 'invalid-json'],
    ['A=1\n', 'dotenv', 'no-sops-metadata'],
    ['A\n', 'dotenv', 'invalid-dotenv'],
    ['A=1\r\n', 'dotenv', 'invalid-dotenv'],
    ['A=1\nA=2\n', 'dotenv', 'duplicate-key'],
    ['sops_age__list_1__map_enc=x\n', 'dotenv', 'bad-metadata'],
    ['sops_age=x\nsops_age__list_0__map_enc=x\n', 'dotenv', 'bad-metadata'],
    [`sops_a${'__map_a'.repeat(20_000)}=x\n`, 'dotenv', 'bad-metadata'],
    ['sops: {}\n', 'yaml', 'no-mac'],
    ['sops: {age: x}\n', 'yaml', 'bad-metadata'],
    ['sops: {mac: [x]}\n', 'yaml', 'bad-metadata'],
    ['sops: {mac_only_encrypted: 2}\n', 'yaml', 'bad-metadata'],
    ['sops: {encrypted_regex: a, unencrypted_suffix: b}\n', 'yaml', 'bad-metadata'],
    ['['.repeat(500_000), 'yaml', 'too-deep'],
    [`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 'json', 'too-deep'],
    ['- '.repeat(300_000), 'yaml', 'too-deep'],
  ] as const)('is refused: %#', async (content, format, code) => {
    expect(await decryptText(content, identities, format)).toMatchObject({ kind: 'refused', code });
  });
});
