import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { SandboxSeed } from '../../src/sandbox/seed/seed.js';
import { encodeSops, makeKeyPair } from '../unit/values/sops/encoder.js';
import { map, str } from '../unit/values/sops/plain-tree.js';
import { makeCanary, makeCanaryLines, makeCanaryToken } from './leaks.js';
import { seedCheckout, seedShop, writeManifest } from './worlds/index.js';

/** Writes a manifest for the application `checkout`: secret key → the rest of its entry. */
export const manifestOf = (entries: Readonly<Record<string, object>>): string =>
  writeManifest(
    Object.entries(entries).map(([secret, entry]) => ({ application: 'checkout', secret, ...entry })),
  );

/** A world with one application, and in its environment a secret for each key to override, some of which it overrides already. */
export const seedOf = (keys: readonly string[], overridden: readonly string[] = []): SandboxSeed =>
  seedShop({
    production: keys,
    services: [seedCheckout(overridden.map((key) => ({ key, value: 'of the service', overrides: true })))],
  });

/** A Vault that knows some paths, and what it answers there. */
export interface VaultStandIn {
  readonly url: string;
  readonly close: () => void;
}

/** Starts a stand-in for Vault: path below `/v1/` → status, body and headers; anything else is not found. */
export const startVault = async (
  answers: Readonly<
    Record<
      string,
      {
        readonly status?: number;
        readonly body: unknown;
        readonly headers?: Readonly<Record<string, string>>;
      }
    >
  >,
): Promise<VaultStandIn> => {
  const server = createServer((request, response) => {
    const answer = answers[(request.url ?? '').replace('/v1/', '')] ?? { status: 404, body: { errors: [] } };
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

/** The body with which KV version 2 gives out fields. Source: Vault's documentation, "Read secret version". */
export const vaultFields = (fields: Readonly<Record<string, string>>): object => ({
  data: { data: fields, metadata: { version: 1, destroyed: false, deletion_time: '' } },
});

/** Manifests that take a value from every kind of source, with all that they need. */
export interface AllSources {
  /** By name; the values and the credentials that open them. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly values: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Below the repository. */
  readonly files: Readonly<Record<string, string>>;
  readonly keys: readonly string[];
  readonly close: () => void;
}

/**
 * Makes one override for each kind of source. Its command writes its own environment, and the arguments of itself and
 * of its parent, into `record`, a folder.
 */
export const makeAllSources = async (record: string): Promise<AllSources> => {
  const keys = await makeKeyPair();
  const vaultToken = makeCanaryToken();
  const values = {
    'value from env': makeCanary(),
    'lines from env': makeCanaryLines(),
    'value from a file': makeCanaryLines(),
    'value from sops': makeCanary(),
    'neighbour in sops': makeCanary(),
    'value from exec': makeCanary(),
    'neighbour in exec': makeCanary(),
    'value from vault': makeCanaryLines(),
    'neighbour in vault': makeCanary(),
    'literal value': makeCanary(),
  };
  const vault = await startVault({
    'kv/data/shop': {
      body: vaultFields({ token: values['value from vault'], other: values['neighbour in vault'] }),
    },
  });
  const script = [
    `env > '${join(record, 'env')}'`,
    `for id in $$ $PPID; do tr '\\0' ' ' < /proc/$id/cmdline; done > '${join(record, 'arguments')}' 2>&1`,
    'cat store/exec.json',
    'cat store/exec.json >&2',
    // Values of other overrides, and in other spellings.
    'cat certs/shop.pem >&2',
    'printf "%s" "$SHOP_LINES" >&2',
    'for name in u us user; do printf "%s:%s:end" "$name" "$SHOP_VALUE" | base64 -w 0 >&2; echo >&2; done',
    'printf %s "$SHOP_VALUE" | od -An -v -tx1 | tr -d " \\n" | tr a-f A-F >&2',
  ].join('; ');
  const entries = {
    ENV_VALUE: { valueFrom: { env: 'SHOP_VALUE' }, description: 'from the environment' },
    ENV_LINES: { valueFrom: { env: 'SHOP_LINES' } },
    FILE_VALUE: { valueFrom: { file: { path: '../certs/shop.pem' } } },
    SOPS_VALUE: { valueFrom: { sops: { file: '../secrets/shop.enc.yaml', path: ['shop', 'value'] } } },
    EXEC_VALUE: { valueFrom: { source: 'store', path: ['value'] } },
    VAULT_VALUE: { valueFrom: { vault: { mount: 'kv', path: 'shop', field: 'token' } } },
    LITERAL: { value: values['literal value'] },
  };
  const manifest = manifestOf(entries).replace(
    'overrides:',
    stringify({
      sources: { store: { exec: { command: ['sh', '-c', `cd ..; ${script}`], format: 'json' } } },
    }).concat('overrides:'),
  );
  return {
    secrets: { ...values, 'age key': keys.secret.replace('AGE-SECRET-KEY-1', ''), 'vault token': vaultToken },
    values: Object.values(values),
    env: {
      SHOP_VALUE: values['value from env'],
      SHOP_LINES: values['lines from env'],
      SOPS_AGE_KEY: keys.secret,
      VAULT_ADDR: vault.url,
      VAULT_TOKEN: vaultToken,
    },
    files: {
      'overrides/all.yaml': manifest,
      'certs/shop.pem': values['value from a file'],
      'secrets/shop.enc.yaml': await encodeSops(
        [
          map(
            ['shop', map(['value', str(values['value from sops'])])],
            ['other', str(values['neighbour in sops'])],
          ),
        ],
        { recipients: [keys.recipient] },
      ),
      'store/exec.json': JSON.stringify({
        value: values['value from exec'],
        other: values['neighbour in exec'],
      }),
    },
    keys: Object.keys(entries),
    close: vault.close,
  };
};
