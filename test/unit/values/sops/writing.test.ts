import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SecretValue } from '../../../../src/model/secret-value.js';
import type { WritableFormat } from '../../../../src/values/sops/writing/new-text.js';
import { checkRecipients } from '../../../../src/values/sops/writing/seal.js';
import {
  addToSopsFile,
  makeSopsFile,
  openSopsFile,
  type PlacedValue,
} from '../../../../src/values/sops/writing/sops-file.js';
import { makeFolder } from '../make-context.js';
import { decryptText } from './decrypt.js';
import { encodeSops, makeKeyPair, type KeyPair } from './encoder.js';
import { map, str } from './plain-tree.js';

const hasSops = spawnSync('sops', ['--version']).error === undefined;

const NOW = Date.UTC(2026, 10, 28, 12);
const HARD = 'first line\n\ttab, "quotes", \\n, é, 😀, # : { ENC[ }\r\nlast line\n';

const place = (path: readonly string[], text: string): PlacedValue => ({
  path,
  value: new SecretValue(text),
});

const NAMES = { yaml: 'secrets.yaml', json: 'secrets.json', dotenv: 'secrets.env' } as const;

/** What `sops` itself makes of a file. */
const decryptWithSops = (text: string, format: WritableFormat, key: KeyPair): string => {
  const folder = makeFolder();
  writeFileSync(join(folder, NAMES[format]), text);
  return runSops(folder, key, ['decrypt', '--output-type', format, NAMES[format]]);
};

const runSops = (cwd: string, key: KeyPair, argv: readonly string[]): string =>
  execFileSync('sops', argv, {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: cwd, SOPS_AGE_KEY: key.secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

let key: KeyPair;
let other: KeyPair;

beforeAll(async () => {
  key = await makeKeyPair();
  other = await makeKeyPair();
});

const writeNew = async (format: WritableFormat, values: readonly PlacedValue[]): Promise<string> =>
  addToSopsFile(await makeSopsFile(format, [other.recipient, key.recipient]), values, NOW);

const extend = async (
  text: string,
  format: WritableFormat,
  values: readonly PlacedValue[],
): Promise<string> =>
  addToSopsFile(await openSopsFile(Buffer.from(text), format, key.identities), values, NOW);

const readBack = async (text: string, format: WritableFormat, by: KeyPair): Promise<unknown> =>
  decryptText(text, by.identities, format);

describe.each(['yaml', 'json', 'dotenv'] as const)('a SOPS file in %s', (format) => {
  it('opens for each recipient, and holds each value', async () => {
    const text = await writeNew(format, [place(['FIRST_KEY'], HARD), place(['NO'], 'no')]);
    expect(text).not.toContain('quotes');
    if (format === 'yaml') expect(text).toMatch(/enc: \|\n +-----BEGIN AGE/);
    const entries = new Map([
      ['FIRST_KEY', { kind: 'scalar', text: HARD }],
      ['NO', { kind: 'scalar', text: 'no' }],
    ]);
    for (const reader of [key, other]) {
      expect(await readBack(text, format, reader)).toEqual({
        kind: 'decrypted',
        document: { kind: 'map', entries },
      });
    }
  });

  it('gets a value more, and one replaced, with its data key and everything else as it was', async () => {
    const before = await writeNew(format, [place(['FIRST_KEY'], 'one'), place(['SECOND_KEY'], 'two')]);
    const after = await extend(before, format, [place(['THIRD_KEY'], 'three'), place(['FIRST_KEY'], 'new')]);
    expect(await readBack(after, format, other)).toMatchObject({
      document: {
        entries: new Map([
          ['FIRST_KEY', { kind: 'scalar', text: 'new' }],
          ['SECOND_KEY', { kind: 'scalar', text: 'two' }],
          ['THIRD_KEY', { kind: 'scalar', text: 'three' }],
        ]),
      },
    });
    const changed = after.split('\n').filter((line) => !before.split('\n').includes(line));
    expect(changed.map((line) => /\w+/.exec(line)?.[0])).toEqual(
      format === 'dotenv' ? ['FIRST_KEY', 'THIRD_KEY', 'sops_mac'] : ['FIRST_KEY', 'THIRD_KEY', 'mac'],
    );
  });
});

describe.skipIf(!hasSops)('files as the real sops reads and writes them', () => {
  it('reads new ones, whatever the format', async () => {
    const yaml = await writeNew('yaml', [
      place(['FIRST_KEY'], HARD),
      place(['shop', 'no'], 'below'),
      place(['shop', '12'], 'digits'),
      place(['shop', 'an "odd" key: # é'], 'odd'),
    ]);
    const json = JSON.parse(runSopsOn(yaml, 'yaml', 'json')) as unknown;
    expect(json).toEqual({
      FIRST_KEY: HARD,
      shop: { no: 'below', 12: 'digits', 'an "odd" key: # é': 'odd' },
    });
    const same = await writeNew('json', [place(['a', '1'], HARD), place(['a', 'B'], 'x')]);
    expect(JSON.parse(decryptWithSops(same, 'json', key))).toEqual({ a: { 1: HARD, B: 'x' } });
    const dotenv = await writeNew('dotenv', [place(['LINES'], 'one\ntwo'), place(['WORD'], 'x=y')]);
    expect(decryptWithSops(dotenv, 'dotenv', key)).toBe('LINES=one\\ntwo\nWORD=x=y\n');
  });

  const runSopsOn = (text: string, format: WritableFormat, output: string): string => {
    const folder = makeFolder();
    writeFileSync(join(folder, NAMES[format]), text);
    return runSops(folder, key, ['decrypt', '--output-type', output, NAMES[format]]);
  };

  it.each([
    [
      'yaml',
      '# a comment\nstripe:\n    key: sk-1 # another\n    ids:\n        - 1\n        - two\n        - 3.5\nempty: ""\nnothing: null\nport: 0644\nyes: true\nclear_unencrypted: 1e3\nlines: |\n    a\n    b\n',
      ['stripe', 'new'],
    ],
    ['json', '{"b": {"2": "x", "1": [1, 2.50, null, true]}, "a_unencrypted": 10000000000000001}', ['b', '0']],
    ['dotenv', '# a comment\nFIRST=one\nSECOND=two\\nlines\n', ['THIRD']],
  ] as const)('adds to one that it wrote in %s, and it reads that', async (format, plain, path) => {
    const folder = makeFolder();
    writeFileSync(join(folder, NAMES[format]), plain);
    runSops(folder, key, ['encrypt', '--age', key.recipient, '--in-place', NAMES[format]]);
    const before = decryptWithSops(readFileSync(join(folder, NAMES[format]), 'utf8'), format, key);
    const after = await extend(readFileSync(join(folder, NAMES[format]), 'utf8'), format, [
      place(path, 'added'),
    ]);
    const back = decryptWithSops(after, format, key);
    expect(back).not.toBe(before);
    expect(
      back
        .split('\n')
        .filter((line) => !line.includes('added'))
        .join('\n')
        .replaceAll(',\n', '\n'),
    ).toBe(before.replaceAll(',\n', '\n'));
    writeFileSync(join(folder, NAMES[format]), after);
    runSops(folder, key, ['rotate', '--in-place', NAMES[format]]);
    expect(decryptWithSops(readFileSync(join(folder, NAMES[format]), 'utf8'), format, key)).toBe(back);
  });
});

it('gets a value more where its MAC leaves plaintext out, and keeps its rule', async () => {
  const before = await encodeSops([map(['note', str('clear')], ['secret_a', str('one')])], {
    recipients: [key.recipient],
    macOnlyEncrypted: true,
    metadata: { encrypted_regex: '^secret_' },
    isEncrypted: ([first]) => first !== 'note',
  });
  const after = await extend(before, 'yaml', [place(['secret_b'], 'two')]);
  expect(await readBack(after, 'yaml', key)).toMatchObject({
    document: {
      entries: new Map([
        ['note', { kind: 'scalar', text: 'clear' }],
        ['secret_a', { kind: 'scalar', text: 'one' }],
        ['secret_b', { kind: 'scalar', text: 'two' }],
      ]),
    },
  });
});

describe('a SOPS file that is not written to', () => {
  const encode = async (options: Partial<Parameters<typeof encodeSops>[1]> = {}): Promise<string> =>
    encodeSops([map(['FIRST_KEY', str('one')])], { recipients: [key.recipient], ...options });

  it.each([
    ['that was altered', (text: string) => text.replace('FIRST_KEY', 'OTHER_KEY'), 'bad-ciphertext'],
    ['without its MAC', (text: string) => text.replace(/mac: .*/, 'mac: ""'), 'no-mac'],
    ['that is no SOPS file', () => 'FIRST_KEY: one\n', 'no-sops-metadata'],
  ])('is one %s', async (_, change, code) => {
    const text = await writeNew('yaml', [place(['FIRST_KEY'], 'one')]);
    await expect(extend(change(text), 'yaml', [place(['NEXT_KEY'], 'two')])).rejects.toMatchObject({ code });
  });

  it('is one with several documents, which share one MAC', async () => {
    const document = map(['FIRST_KEY', str('one')]);
    const text = await encodeSops([document, document], { recipients: [key.recipient] });
    await expect(extend(text, 'yaml', [place(['NEXT_KEY'], 'two')])).rejects.toMatchObject({
      code: 'several-documents',
    });
  });

  it('is one that no identity opens', async () => {
    const text = await encode({ recipients: [other.recipient] });
    await expect(extend(text, 'yaml', [place(['NEXT_KEY'], 'two')])).rejects.toMatchObject({
      code: 'no-matching-identity',
    });
  });

  it.each([
    ['its rule leaves in plaintext', ['NEXT_unencrypted'], 'plaintext-path'],
    ['is SOPS’s own', ['sops', 'mac'], 'bad-path'],
    ['is below a value', ['FIRST_KEY', 'below'], 'bad-path'],
  ])('takes no value whose place %s', async (_, path, code) => {
    const text = await encode();
    await expect(extend(text, 'yaml', [place(path, 'two')])).rejects.toMatchObject({ code });
  });

  it('takes no value that the comments or the pattern of its author would leave in plaintext', async () => {
    const rules = [{ encrypted_regex: '^secret' }, { encrypted_comment_regex: 'sops:enc' }];
    for (const metadata of rules) {
      const text = await encode({ metadata, isEncrypted: () => false });
      await expect(extend(text, 'yaml', [place(['NEXT_KEY'], 'two')])).rejects.toMatchObject({
        code: 'plaintext-path',
      });
    }
  });
});

describe('recipients', () => {
  it('are trimmed, and each is taken once', () => {
    expect(checkRecipients([` ${key.recipient}`, key.recipient, ''])).toEqual([key.recipient]);
  });

  it.each([
    ['none', () => [], 'no-recipient'],
    ['a word', () => ['age1nonsense'], 'bad-recipient'],
    ['an SSH key', () => ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI'], 'bad-recipient'],
    ['an identity', () => [key.recipient, key.secret], 'bad-recipient'],
  ])('are refused where they are %s, and not quoted', (_, given, code) => {
    const check = (): unknown => checkRecipients(given());
    expect(check).toThrow(expect.objectContaining({ code }) as Error);
    expect(check).not.toThrow(key.secret);
  });
});
