import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingsOf } from '../../support/findings.js';
import { makeCanary, makeCanaryLines, makeCanaryToken } from '../../support/leaks.js';
import {
  manifestOf,
  seedOf,
  startVault,
  vaultFields,
  type VaultStandIn,
} from '../../support/leak-sources.js';
import { expectSilence, startBench, type LeakBench } from '../../support/leak-bench.js';
import { encodeSops, makeKeyPair } from '../../unit/values/sops/encoder.js';
import { int, list, map, str } from '../../unit/values/sops/plain-tree.js';
import { ARGUMENT, entriesOf, FAILURES, FAKE_SOPS, PGP_FILE, REFUSALS } from './failing-values.js';

const secrets = {
  argument: ARGUMENT,
  value: makeCanary(),
  lines: makeCanaryLines(),
  'vault token': makeCanaryToken(),
  'broken age key': makeCanaryToken(),
  'value in the environment': makeCanary(),
};
const { value } = secrets;

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
      seed: seedOf(Object.keys({ ...entriesOf(FAILURES), ...entriesOf(REFUSALS) })),
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
        'secrets/foreign.pgp.yaml': PGP_FILE,
        'secrets/infinite.pgp.yaml': PGP_FILE,
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
    const found = findingsOf(text, 'text');
    expect(findingsOf(json, 'json')).toEqual(found);
    const expected = Object.entries(cases).flatMap(([code, entries]) => entries.map(() => code));
    expect(found.map((finding) => finding.replace(/ .*/, '')).toSorted()).toEqual(expected.toSorted());
    for (const finding of found) expect(finding).toContain(` ${folder}/manifest.yaml:`);
  });
});
