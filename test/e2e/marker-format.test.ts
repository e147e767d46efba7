import { createHash, createHmac, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { SandboxSeed } from '../../src/sandbox/seed/seed.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { runInProcess } from '../support/run-cli.js';
import { ENVIRONMENT_ID, seedShop } from '../support/worlds/index.js';

// docs/fingerprints.md specifies the format of markers, and other programs may read them: everything here is computed from
// that text alone.

const KEY = 'ein Schlüssel für Tests, 32 Bytes und mehr';
const OLD_KEY = 'the key that was in use before this one came';
const SERVICE = '00000000-0000-4000-8000-000000000100';
const HELM = '00000000-0000-4000-8000-000000000101';
const VALUE = 'pass"word\\ with é, 😀\nand a second line';

const keyIdOf = (key: string): string =>
  createHash('sha256')
    .update('qoverride key id')
    .update(Buffer.of(0))
    .update(key)
    .digest('base64url')
    .slice(0, 4);

const signature = (key: string, words: readonly string[], length: number): string =>
  createHmac('sha256', key).update(JSON.stringify(words)).digest('base64url').slice(0, length);

interface Signed {
  readonly key: string;
  readonly stack: string;
  readonly time: string;
  readonly scopeId: string;
  readonly secretKey: string;
  readonly value: string;
}

const spell = ({ key, stack, time, scopeId, secretKey, value }: Signed): string => {
  const owner = signature(key, ['qoverride/1/owner', stack, time, scopeId, secretKey], 8);
  const text = signature(key, ['qoverride/1/value', stack, time, scopeId, secretKey, value], 12);
  return `[qoverride:1:${stack}:${time}:${keyIdOf(key)}:${owner}${text}]`;
};

const seed = (live?: { readonly description: string; readonly at: number }): SandboxSeed =>
  seedShop({
    shop: [{ key: 'TOKEN', value: 'above' }],
    services: [
      {
        name: 'checkout',
        id: SERVICE,
        type: 'APPLICATION',
        secrets:
          live === undefined
            ? []
            : [
                {
                  key: 'TOKEN',
                  overrides: true,
                  description: live.description,
                  createdAt: new Date(live.at * 1000).toISOString(),
                },
              ],
      },
      { name: 'chart', id: HELM, type: 'HELM' },
    ],
  });

const MANIFEST = {
  version: 1,
  stack: 'storefront',
  organization: 'Acme',
  project: 'shop',
  environment: 'production',
  overrides: [
    { application: 'checkout', secret: 'TOKEN', valueFrom: { env: 'VALUE' }, description: 'The "one" 😀' },
    { helm: 'chart', secret: 'TOKEN', valueFrom: { env: 'VALUE' } },
    { scope: 'environment', secret: 'TOKEN', valueFrom: { env: 'VALUE' } },
  ],
};

describe('markers', () => {
  let folder: TestFolder;
  let sandbox: Sandbox;

  beforeEach(() => {
    folder = makeFolder({ 'overrides/a.yaml': stringify(MANIFEST) });
  });

  afterEach(async () => {
    folder.remove();
    await sandbox.close();
  });

  const start = async (live?: { readonly description: string; readonly at: number }): Promise<void> => {
    sandbox = await startSandbox({ clock: realClock, newId: () => randomUUID(), seed: seed(live) });
  };

  const run = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { stdout } = await runInProcess([...argv, '--format', 'json'], {
      cwd: folder.path,
      env: { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'any', QOVERRIDE_KEY: KEY, VALUE, ...env },
    });
    return JSON.parse(stdout) as {
      readonly changes: readonly { readonly serviceId: string; readonly reason: string }[];
    };
  };

  it('are written as documented, to the byte', async () => {
    await start();
    await run(['apply', '--auto-approve']);
    const written = sandbox.secrets().filter(({ overrides }) => overrides !== null);
    expect(written.map(({ parentId }) => parentId).toSorted()).toEqual(
      [ENVIRONMENT_ID, SERVICE, HELM].toSorted(),
    );
    for (const { description, key: secretKey, parentId, createdAt } of written) {
      const time = /\[qoverride:1:storefront:([0-9a-z]+):/.exec(description ?? '')?.[1] ?? '';
      const marker = spell({
        key: KEY,
        stack: 'storefront',
        time,
        scopeId: parentId,
        secretKey,
        value: VALUE,
      });
      expect(description).toBe(parentId === SERVICE ? `The "one" 😀 ${marker}` : marker);
      expect(Math.abs(Number.parseInt(time, 36) * 1000 - createdAt)).toBeLessThanOrEqual(10_000);
    }
  });

  const AT = 1_790_000_000;
  const signed: Signed = {
    key: KEY,
    stack: 'storefront',
    time: AT.toString(36),
    scopeId: SERVICE,
    secretKey: 'TOKEN',
    value: VALUE,
  };

  it.each<[string, string, number, string]>([
    ['that is ours', spell(signed), AT, 'in-sync'],
    ['of another value', spell({ ...signed, value: 'other' }), AT, 'value-changed'],
    ['of another scope', spell({ ...signed, scopeId: HELM }), AT, 'adopt'],
    ['of another secret', spell({ ...signed, secretKey: 'OTHER' }), AT, 'adopt'],
    ['of another stack', spell({ ...signed, stack: 'other' }), AT, 'other-stack'],
    [
      'renamed to our stack',
      spell({ ...signed, stack: 'other' }).replace(':other:', ':storefront:'),
      AT,
      'adopt',
    ],
    [
      'whose time was moved along with an edit',
      spell(signed).replace(`:${AT.toString(36)}:`, `:${(AT + 600).toString(36)}:`),
      AT + 600,
      'adopt',
    ],
    ['of another version', spell(signed).replace(':1:', ':2:'), AT, 'other-stack'],
    ['that an edit followed 16 seconds later', spell(signed), AT + 16, 'edited-outside'],
    ['that is 16 seconds younger than its override', spell(signed), AT - 16, 'edited-outside'],
    ['that an edit followed 15 seconds later', spell(signed), AT + 15, 'in-sync'],
    ['of a key that nobody here has', spell({ ...signed, key: 'x'.repeat(40) }), AT, 'value-unknown'],
    ['made without a key', spell(signed).replace(`:${keyIdOf(KEY)}:`, ':-:'), AT, 'value-unknown'],
    ['of an old key', spell({ ...signed, key: OLD_KEY }), AT, 'rekey'],
    ['that is only its start', spell(signed).slice(0, -1), AT, 'adopt'],
  ])('one %s', async (_, marker, at, reason) => {
    await start({ description: `The "one" 😀 ${marker}`, at });
    const { changes } = await run(['plan'], { QOVERRIDE_OLD_KEYS: `${'y'.repeat(40)}\n${OLD_KEY}\n` });
    expect(changes.find(({ serviceId }) => serviceId === SERVICE)?.reason).toBe(reason);
  });
});
