import { once } from 'node:events';
import { chmodSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TestFolder } from '../support/folder.js';
import { startAzure } from '../support/azure.js';
import { startMoto, type Moto } from '../support/moto.js';
import {
  expectRecipeFails,
  expectRecipeWorks,
  isHere,
  makeRecipe,
  PATH,
  VALUES,
} from '../support/recipe-bench.js';

// Each command is a process of its own, and some of the programs take seconds to start.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const flags = ['--allow-exec'];

const DB = JSON.stringify({ checkout: { url: VALUES.checkout }, worker: { url: VALUES.worker } });
const FLAT_DB = JSON.stringify({ checkout_url: VALUES.checkout, worker_url: VALUES.worker });

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

const setUp = (recipe: string): TestFolder => {
  const folder = makeRecipe(recipe);
  cleanups.push(folder.remove);
  return folder;
};

/** Puts a stand-in for a program first on PATH, which takes its documented arguments and no others. */
const addStandIn = (
  folder: TestFolder,
  program: string,
  answers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  folder.write(
    `bin/${program}`,
    `#!${process.execPath}
     const answer = JSON.parse(process.env.ANSWERS)[process.argv.slice(2).join(' ')];
     if (answer === undefined) process.exit(1);
     process.stdout.write(answer);\n`,
  );
  chmodSync(join(folder.path, 'bin', program), 0o755);
  return { PATH: `${join(folder.path, 'bin')}:${PATH}`, ANSWERS: JSON.stringify(answers) };
};

const listen = async (listener: RequestListener): Promise<string> => {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

describe.skipIf(!isHere('aws') || !isHere('moto_server'))('AWS (needs aws and moto_server)', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterEach(() => moto.reset());
  afterAll(() => moto.stop());

  const createSecrets = async (stripe: object): Promise<void> => {
    await moto.store('secretsmanager', 'CreateSecret', { Name: 'prod/stripe', ...stripe });
    await moto.store('secretsmanager', 'CreateSecret', { Name: 'prod/shop-db', SecretString: FLAT_DB });
  };

  it('aws-secrets-manager.yaml: a plain secret, and one of key/value pairs', async () => {
    await createSecrets({ SecretString: VALUES.stripe });
    const recipe = 'aws-secrets-manager.yaml';
    await expectRecipeWorks({ folder: setUp(recipe), recipe, flags, env: moto.env });
  });

  it('aws-secrets-manager.yaml: no secret without a string is taken for the word None', async () => {
    await createSecrets({ SecretBinary: Buffer.from(VALUES.stripe).toString('base64') });
    const recipe = 'aws-secrets-manager.yaml';
    const result = await expectRecipeFails({ folder: setUp(recipe), recipe, flags, env: moto.env });
    expect(result.stderr).toContain('has no key "SecretString"');
  });

  it.skipIf(!isHere('vals'))('vals.yaml: the same secrets (needs vals)', async () => {
    await createSecrets({ SecretString: VALUES.stripe });
    const recipe = 'vals.yaml';
    await expectRecipeWorks({ folder: setUp(recipe), recipe, flags, env: moto.env });
  });

  it('aws-parameter-store.yaml: parameters that are encrypted', async () => {
    const Type = 'SecureString';
    await moto.store('ssm', 'PutParameter', { Name: '/shop/production/stripe', Value: VALUES.stripe, Type });
    await moto.store('ssm', 'PutParameter', { Name: '/shop/production/db', Value: FLAT_DB, Type });
    const recipe = 'aws-parameter-store.yaml';
    await expectRecipeWorks({ folder: setUp(recipe), recipe, flags, env: moto.env });
  });
});

describe.skipIf(!isHere('kubectl'))('kubernetes-secret.yaml (needs kubectl)', () => {
  /** What kubectl asks for. Source: the Kubernetes API reference, "Secret", and "API discovery". */
  const startCluster = (secrets: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
    listen((request, response) => {
      const url = request.url?.split('?')[0] ?? '';
      const name = /^\/api\/v1\/namespaces\/shop\/secrets\/([^/]+)$/.exec(url)?.[1] ?? '';
      const data = secrets[name];
      const body = ((): object | null => {
        if (url === '/api') return { kind: 'APIVersions', versions: ['v1'] };
        if (url === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: [] };
        if (url === '/api/v1') {
          const secret = {
            name: 'secrets',
            singularName: 'secret',
            namespaced: true,
            kind: 'Secret',
            verbs: ['get'],
          };
          return { kind: 'APIResourceList', groupVersion: 'v1', resources: [secret] };
        }
        if (data === undefined) return null;
        const encode = ([key, value]: readonly [string, string]) => [
          key,
          Buffer.from(value).toString('base64'),
        ];
        return {
          kind: 'Secret',
          apiVersion: 'v1',
          metadata: { name, namespace: 'shop' },
          type: 'Opaque',
          data: Object.fromEntries(Object.entries(data).map(encode)),
        };
      })();
      response.statusCode = body === null ? 404 : 200;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(
          body ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 },
        ),
      );
    });

  const makeConfig = (folder: TestFolder, server: string): Readonly<Record<string, string>> => {
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'stub', cluster: { server } }],
      contexts: [{ name: 'production', context: { cluster: 'stub', user: 'ci' } }],
      users: [{ name: 'ci', user: {} }],
    };
    folder.write('kubeconfig', JSON.stringify(config));
    return { KUBECONFIG: join(folder.path, 'kubeconfig'), KUBECACHEDIR: join(folder.path, 'cache') };
  };

  const recipe = 'kubernetes-secret.yaml';

  it('decodes a text and a JSON document', async () => {
    const folder = setUp(recipe);
    const server = await startCluster({ stripe: { key: VALUES.stripe }, 'shop-db': { 'db.json': DB } });
    await expectRecipeWorks({ folder, recipe, flags, env: makeConfig(folder, server) });
  });

  it('takes no missing key for a value', async () => {
    const folder = setUp(recipe);
    const server = await startCluster({ stripe: { other: VALUES.stripe }, 'shop-db': { other: DB } });
    const failed = await expectRecipeFails({ folder, recipe, flags, env: makeConfig(folder, server) });
    expect(failed.stderr.match(/the command kubectl ended with exit code 1/g)).toHaveLength(3);
  });
});

describe.skipIf(!isHere('doppler'))('doppler.yaml (needs doppler)', () => {
  it('reads three secrets and issues no dynamic ones', async () => {
    const folder = setUp('doppler.yaml');
    const secrets = {
      CHECKOUT_STRIPE_KEY: VALUES.stripe,
      CHECKOUT_DATABASE_URL: VALUES.checkout,
      WORKER_DATABASE_URL: VALUES.worker,
    };
    const asked: URL[] = [];
    // Source: the Doppler API reference, Secrets: List.
    const url = await listen((request, response) => {
      asked.push(new URL(request.url ?? '', 'http://stub'));
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          secrets: Object.fromEntries(
            Object.entries(secrets).map(([name, computed]) => [name, { raw: computed, computed, note: '' }]),
          ),
        }),
      );
    });
    const env = {
      DOPPLER_API_HOST: url,
      DOPPLER_TOKEN: 'dp.st.prd.recipes',
      DOPPLER_ENABLE_VERSION_CHECK: 'false',
    };
    await expectRecipeWorks({ folder, recipe: 'doppler.yaml', flags, env });
    expect(asked.map(({ pathname }) => pathname)).toEqual(['/v3/configs/config/secrets']);
    expect(asked[0]?.searchParams.get('include_dynamic_secrets')).toBe('false');
  });
});

describe.skipIf(!isHere('az') || !isHere('openssl'))('azure-key-vault.yaml (needs az and openssl)', () => {
  it('reads a text and a JSON document', async () => {
    const folder = setUp('azure-key-vault.yaml');
    const azure = await startAzure(folder.path, { db: DB, stripe: VALUES.stripe }, PATH);
    cleanups.push(azure.stop);
    await expectRecipeWorks({ folder, recipe: 'azure-key-vault.yaml', flags, env: azure.env });
  });
});

describe('recipes whose program may not be here, with a stand-in for it', () => {
  it('azure-key-vault.yaml: az', async () => {
    const folder = setUp('azure-key-vault.yaml');
    const show = 'keyvault secret show --id=https://shop-prod.vault.azure.net/secrets';
    const answers = {
      [`${show}/db --query=value --output=tsv`]: `${DB}\n`,
      [`${show}/stripe --output=json`]: JSON.stringify({ id: 'x', value: VALUES.stripe }),
    };
    const env = addStandIn(folder, 'az', answers);
    await expectRecipeWorks({ folder, recipe: 'azure-key-vault.yaml', flags, env });
  });

  it('infisical.yaml: infisical', async () => {
    const folder = setUp('infisical.yaml');
    const rest = '--projectId=0d1c3a52-8c1a-4c0f-9d1b-5b8b7f0f4c11 --env=prod --path=/ --plain --silent';
    const answers = {
      [`secrets get SHOP_DB ${rest}`]: `${DB}\n`,
      [`secrets get STRIPE_KEY ${rest}`]: `${VALUES.stripe}\n`,
    };
    const env = addStandIn(folder, 'infisical', answers);
    await expectRecipeWorks({ folder, recipe: 'infisical.yaml', flags, env });
  });

  it('bitwarden.yaml: bws', async () => {
    const folder = setUp('bitwarden.yaml');
    const ids = [
      ...readFileSync(join(folder.path, 'bitwarden.yaml'), 'utf8').matchAll(/get, ([0-9a-f-]{36}),/g),
    ];
    const answers = Object.fromEntries(
      Object.values(VALUES).map((value, index) => [
        `secret get ${ids[index]?.[1] ?? ''} --output json`,
        JSON.stringify({ object: 'secret', key: 'name', value, note: '' }),
      ]),
    );
    const env = addStandIn(folder, 'bws', answers);
    await expectRecipeWorks({ folder, recipe: 'bitwarden.yaml', flags, env });
  });
});

describe('ci-variables.yaml', () => {
  const recipe = 'ci-variables.yaml';
  const allowed = ['--allow-env', 'CHECKOUT_*', '--allow-env', 'WORKER_*'];
  const env = {
    CHECKOUT_STRIPE_KEY: VALUES.stripe,
    CHECKOUT_DATABASE_URL: VALUES.checkout,
    WORKER_DATABASE_URL: VALUES.worker,
  };

  it('takes the variables of the job', async () => {
    await expectRecipeWorks({ folder: setUp(recipe), recipe, flags: allowed, env });
  });

  it('refuses a secret that does not exist, which GitHub replaces by nothing', async () => {
    const folder = setUp(recipe);
    const result = await expectRecipeFails({
      folder,
      recipe,
      flags: allowed,
      env: { ...env, WORKER_DATABASE_URL: '' },
    });
    expect(result.stderr).toContain('error[empty-value]');
  });
});
