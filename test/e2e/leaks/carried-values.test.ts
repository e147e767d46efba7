import { generateIdentity, identityToRecipient } from 'age-encryption';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSilence, startBench, type LeakBench } from '../../support/leak-bench.js';
import { makeCanary } from '../../support/leaks.js';
import { pulledState } from '../../support/terraform-states.js';
import { checkout, seedShop } from '../../support/worlds/index.js';

describe('what goes into a SOPS file gives nothing away', () => {
  let bench: LeakBench;
  let identity: string;
  let recipient: string;
  const value = makeCanary();
  const state = pulledState([
    { type: 'qovery_application', name: 'checkout', id: checkout.id, entries: [{ key: 'ALPHA', value }] },
  ]);

  beforeAll(async () => {
    identity = await generateIdentity();
    recipient = await identityToRecipient(identity);
    bench = await startBench({
      seed: seedShop({
        production: ['ALPHA'],
        services: [
          {
            name: 'checkout',
            type: 'APPLICATION',
            id: checkout.id,
            secrets: [{ key: 'ALPHA', value: 'of the service', overrides: true }],
          },
        ],
      }),
      secrets: { value, 'age key': identity.replace('AGE-SECRET-KEY-1', '') },
      files: { 'state.json': state, 'broken.json': `${state.slice(0, -1)} ${value}` },
    });
  });

  afterAll(() => bench.close());

  const importArgs = (file: string, ...more: readonly string[]): readonly string[] => [
    'import',
    '--project=shop',
    '--out=overrides',
    '--sops-file=secrets/shop.enc.yaml',
    `--terraform-state=${file}`,
    ...more,
  ];

  it('import --terraform-state, as a process of its own, with --debug', async () => {
    const run = await bench.run(importArgs('state.json', '--recipient', recipient, '--debug'));
    expectSilence(bench, run, { exitCode: 0, says: ['Wrote secrets/shop.enc.yaml', 'CHECKOUT_ALPHA'] });
    expect(run.written).toContain(join(bench.repo, 'secrets/shop.enc.yaml'));
  });

  it('a state that is broken, and an identity in the place of a recipient', async () => {
    const env = { SOPS_AGE_KEY: identity };
    const broken = await bench.runHere(importArgs('broken.json', '--recipient', recipient), { env });
    expectSilence(bench, broken, { exitCode: 1, says: ['not-a-state'] });
    const swapped = await bench.runHere(importArgs('state.json', '--recipient', identity), { env });
    expectSilence(bench, swapped, { exitCode: 1, says: ['bad-recipient', 'private key'] });
  });

  it('encrypt, where another value is there already, and where nothing can be written', async () => {
    const encrypt = (file: string) =>
      bench.runHere(['encrypt', '--sops-file', file, '--recipient', recipient, 'CHECKOUT_ALPHA'], {
        env: { SOPS_AGE_KEY: identity },
        io: { stdin: Readable.from([Buffer.from(`${value}!`)]) },
      });
    expectSilence(bench, await encrypt('secrets/shop.enc.yaml'), { exitCode: 1, says: ['value-exists'] });
    expectSilence(bench, await encrypt('state.json/x.yaml'), { exitCode: 1, says: ['error[file-un'] });
  });
});
