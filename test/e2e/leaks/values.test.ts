import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCanary, makeCanaryLines, makeCanaryToken } from '../../support/leaks.js';
import { manifestOf, seedOf, startVault, vaultFields, type VaultStandIn } from '../../support/leak-estate.js';
import { expectSilence, startBench, type LeakBench } from '../../support/leak-bench.js';
import { encodeSops, makeKeyPair } from '../../unit/values/sops/encoder.js';
import { int, list, map, str } from '../../unit/values/sops/plain-tree.js';

const secrets = {
  value: makeCanary(),
  lines: makeCanaryLines(),
  'vault token': makeCanaryToken(),
  'broken age key': makeCanaryToken(),
  'value in the environment': makeCanary(),
};
const { value } = secrets;

const sh = (script: string, more: object = {}): object => ({
  valueFrom: { exec: { command: ['sh', '-c', `cd ..; ${script}`], ...more } },
});
const vault = (path: string, field = 'token'): object => ({
  valueFrom: { vault: { mount: 'kv', path, field } },
});
const sops = (file: string, ...path: readonly (string | number)[]): object => ({
  valueFrom: { sops: { file: `../${file}`, ...(path.length === 0 ? {} : { path }) } },
});

/** What is wrong with each value: the code that must be reported → manifest entries, each with a value in reach. */
const FAILURES: Readonly<Record<string, readonly object[]>> = {
  'exec-failed': [
    sh('cat store/all; cat store/all >&2; base64 < store/value >&2; base64 < store/all >&2; exit 3'),
    sh('cat store/value; kill -9 $$'),
    sops('secrets/fails.pgp.yaml', 'a'),
  ],
  'exec-not-found': [{ valueFrom: { exec: { command: ['/nowhere/op', '--password', value] } } }],
  'exec-timeout': [sh('cat store/value; cat store/value >&2; exec sleep 30', { timeout: '300ms' })],
  'exec-output': [sh('yes "$(cat store/all)"')],
  'invalid-document': [
    sh('printf "a: ["; cat store/value', { format: 'yaml', path: ['a'] }),
    sh('printf "a: !!tag "; cat store/value', { format: 'yaml', path: ['a'] }),
    sh('printf "a: *"; cat store/value', { format: 'yaml', path: ['a'] }),
    sh('printf "{\\"a\\": "; cat store/value', { format: 'json', path: ['a'] }),
    sh('cat store/value', { format: 'json', path: ['a'] }),
    sh('printf "A="; cat store/lines; printf "\\"\\n"; cat store/lines', { format: 'dotenv', path: ['A'] }),
    sops('secrets/broken.pgp.yaml', 'a'),
  ],
  'path-not-found': [
    sh('cat store/tree.json', { format: 'json', path: ['other', 'x'] }),
    sh('cat store/tree.json', { format: 'json', path: ['outer', 'list', 7] }),
    sh('cat store/tree.json', { format: 'json', path: ['outer', 'inner', 'deeper'] }),
    vault('shop', 'missing'),
  ],
  'not-a-string': [
    sh('cat store/tree.json', { format: 'json', path: ['outer'] }),
    sh('cat store/tree.json', { format: 'json', path: ['outer', 'list'] }),
  ],
  'nul-byte': [sh('cat store/value; printf "\\000"; cat store/value')],
  'invalid-utf8': [
    sh('cat store/value; printf "\\377"; cat store/value'),
    { valueFrom: { file: { path: '../store/broken.bin' } } },
  ],
  'unresolved-expression': [sh('printf "\\${{ "; cat store/value; printf " }}"')],
  'unresolved-reference': [sh('printf "ref+vault://"; cat store/value')],
  'encrypted-value': [sh('printf "ENC["; cat store/value; printf "]"')],
  'no-matching-identity': [sops('secrets/other.enc.yaml', 'a')],
  'vault-denied': [vault('denied')],
  'vault-deleted': [vault('deleted')],
  'vault-sealed': [vault('sealed')],
  'vault-redirect': [vault('moved')],
  'vault-bad-answer': [vault('html'), vault('cut'), vault('v1')],
  'vault-failed': [vault('teapot')],
  'env-not-set': [{ valueFrom: { env: 'SHOP_VALUES' } }],
};

/** These end the run before any request, so they come apart. */
const REFUSALS: Readonly<Record<string, readonly object[]>> = {
  'mac-mismatch': [sops('secrets/cut.enc.yaml', 'a')],
  'plaintext-leaf': [sops('secrets/planted.enc.yaml', 'a')],
  'bad-ciphertext': [sops('secrets/retyped.enc.yaml', 'a'), sops('secrets/renamed.enc.yaml', 'b')],
  'sops-altered': [sops('secrets/altered.pgp.yaml', 'a')],
  'no-sops-metadata': [sops('store/tree.json', 'outer')],
  'invalid-yaml': [sops('store/broken.yaml', 'a')],
};

/** An entry of its own for each value, under a key that tells what must be said of it. */
const entriesOf = (cases: Readonly<Record<string, readonly object[]>>): Readonly<Record<string, object>> =>
  Object.fromEntries(
    Object.entries(cases).flatMap(([code, entries]) =>
      entries.map((entry, index) => [`${code.replaceAll('-', '_').toUpperCase()}_${index}`, entry]),
    ),
  );
const keysOf = (cases: Readonly<Record<string, readonly object[]>>): readonly string[] =>
  Object.keys(entriesOf(cases));

/** Stands in for the `sops` program on PATH: what it prints depends on the name of the file. */
const FAKE_SOPS = `#!/bin/sh
for file; do :; done
store="$(dirname "$0")/../store"
cat "$store/all" >&2
case "$file" in
  *fails*) cat "$store/all"; exit 1 ;;
  *altered*) cat "$store/all"; exit 51 ;;
  *) printf '{"a": "\\n'; cat "$store/all" ;;
esac
`;

const PGP_FILE = [
  'a: ENC[AES256_GCM,data:aa,iv:aa,tag:aa,type:str]',
  'sops:',
  '  pgp: [{ fp: 0123456789ABCDEF, enc: x }]',
  '  lastmodified: "2026-02-03T04:05:06Z"',
  '  mac: ENC[AES256_GCM,data:aa,iv:aa,tag:aa,type:str]',
  '  version: 3.9.0',
  '',
].join('\n');

describe('values that cannot be had give nothing away', () => {
  let bench: LeakBench;
  let standIn: VaultStandIn;

  beforeAll(async () => {
    standIn = await startVault({
      'kv/data/shop': { body: vaultFields({ token: value, other: secrets.lines }) },
      'kv/data/denied': {
        status: 403,
        body: { errors: [`permission denied for ${secrets['vault token']}: ${value}`] },
      },
      'kv/data/deleted': {
        status: 404,
        body: { data: { data: null, metadata: { destroyed: true, note: value } } },
      },
      'kv/data/sealed': { status: 503, body: { errors: ['Vault is sealed', value] } },
      'kv/data/moved': {
        status: 307,
        body: '',
        headers: { location: `http://127.0.0.1:1/${secrets['vault token']}` },
      },
      'kv/data/html': {
        body: `<html><p>${value}</p></html>`,
        headers: { 'content-type': 'text/html' },
      },
      'kv/data/cut': { body: JSON.stringify(vaultFields({ token: value })).slice(0, -9) },
      'kv/data/v1': { body: { data: { token: value } } },
      'kv/data/teapot': { status: 418, body: { errors: [value] } },
    });
    const [own, other] = await Promise.all([makeKeyPair(), makeKeyPair()]);
    const whole = await encodeSops(
      [map(['a', str(value)], ['list', list(str(secrets.lines))], ['port', int('7')])],
      { recipients: [own.recipient] },
    );
    const line = whole.split('\n')[0] ?? '';
    bench = await startBench({
      seed: seedOf([...keysOf(FAILURES), ...keysOf(REFUSALS)]),
      secrets: { ...secrets, 'age key': own.secret.replace('AGE-SECRET-KEY-1', '') },
      env: {
        SOPS_AGE_KEY: `${own.secret}\nAGE-SECRET-KEY-1${secrets['broken age key']}\n`,
        VAULT_ADDR: standIn.url,
        VAULT_TOKEN: secrets['vault token'],
        SHOP_VALUE: secrets['value in the environment'],
      },
      files: {
        'failures/manifest.yaml': manifestOf(entriesOf(FAILURES)),
        'refusals/manifest.yaml': manifestOf(entriesOf(REFUSALS)),
        'bin/sops': FAKE_SOPS,
        'store/value': value,
        'store/lines': secrets.lines,
        'store/all': `${value}\n${secrets.lines}`,
        'store/tree.json': JSON.stringify({ outer: { inner: value, list: [secrets.lines] }, other: {} }),
        'store/broken.bin': Buffer.concat([
          Buffer.from(value),
          Buffer.from([0xff, 0xfe]),
          Buffer.from(value),
        ]),
        'store/broken.yaml': `a: ${JSON.stringify(value)}\nsops: {\n  mac: "${value}\n`,
        'secrets/fails.pgp.yaml': PGP_FILE,
        'secrets/broken.pgp.yaml': PGP_FILE,
        'secrets/altered.pgp.yaml': PGP_FILE,
        'secrets/other.enc.yaml': await encodeSops([map(['a', str(value)])], {
          recipients: [other.recipient],
        }),
        'secrets/cut.enc.yaml': whole.replace(/^"list":\n.*\n/m, ''),
        'secrets/planted.enc.yaml': whole.replace(line, `"a": ${JSON.stringify(value)}`),
        'secrets/retyped.enc.yaml': whole.replace('type:str', 'type:int'),
        'secrets/renamed.enc.yaml': whole.replace(/^"a"/, '"b"'),
      },
    });
    chmodSync(join(bench.repo, 'bin/sops'), 0o755);
  });

  afterAll(async () => {
    await bench.close();
    standIn.close();
  });

  const codesIn = (cases: Readonly<Record<string, readonly object[]>>, count: (codes: string) => number) =>
    Object.fromEntries(Object.keys(cases).map((code) => [code, count(code)]));
  const sizes = (cases: Readonly<Record<string, readonly object[]>>) =>
    Object.fromEntries(Object.entries(cases).map(([code, entries]) => [code, entries.length]));

  it.each([
    ['failures', FAILURES],
    ['refusals', REFUSALS],
  ])('%s of every source, each with its code and place', async (folder, cases) => {
    const argv = ['plan', folder, '--allow-exec'];
    const env = { PATH: `${bench.repo}/bin:${process.env['PATH'] ?? ''}` };
    const [text, json] = await Promise.all([
      bench.run([...argv, '--debug'], { env }),
      bench.run([...argv, '--format', 'json'], { env }),
    ]);
    expectSilence(bench, text, { exitCode: 1 });
    expectSilence(bench, json, { exitCode: 1 });
    const count = (code: string): number =>
      text.stderr.split(new RegExp(`^error\\[${code}\\] ${folder}/manifest\\.yaml:\\d+:\\d+: `, 'm')).length -
      1;
    expect(codesIn(cases, count)).toEqual(sizes(cases));
  });
});
