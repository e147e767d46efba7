import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TestFolder } from '../support/folder.js';
import {
  expectRecipeFails,
  expectRecipeWorks,
  isHere,
  makeRecipe,
  PATH,
  VALUES,
} from '../support/recipe-bench.js';
import { encodeSops, makeKeyPair } from '../unit/values/sops/encoder.js';
import { map, str } from '../unit/values/sops/plain-tree.js';
import { isBaoHere, startBao } from '../support/vault/bao.js';
import { listen } from '../support/vault/stand-in.js';

// Each command is a process of its own, and some of the programs take seconds to start.
vi.setConfig({ testTimeout: 120_000 });

const ALLOW_EXEC = ['--allow-exec'];

const folders: TestFolder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) {
    const home = join(folder.path, 'gnupg');
    if (existsSync(home)) spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    folder.remove();
  }
});

const setUp = (recipe: string): TestFolder => {
  const folder = makeRecipe(recipe);
  folders.push(folder);
  return folder;
};

/** Runs a program of a store with a text on its standard input, so that no plaintext file comes about. */
const run = (
  folder: TestFolder,
  argv: readonly [string, ...(readonly string[])],
  options: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): string => {
  const [program, ...rest] = argv;
  return execFileSync(program, rest, {
    cwd: folder.path,
    env: { PATH, HOME: folder.path, ...options.env },
    encoding: 'utf8',
    input: options.input ?? '',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
};

const DB = JSON.stringify({ checkout: { url: VALUES.checkout }, worker: { url: VALUES.worker } });
const FLAT_DB = JSON.stringify({ checkout_url: VALUES.checkout, worker_url: VALUES.worker });
const SOPS_TEXT = JSON.stringify({ stripe: { key: VALUES.stripe }, db: JSON.parse(DB) as unknown });
const ENCRYPTED = 'secrets/production.enc.yaml';

const makeIdentity = (folder: TestFolder): readonly [identity: string, recipient: string] => {
  run(folder, ['age-keygen', '-o', 'identity.txt']);
  return [join(folder.path, 'identity.txt'), run(folder, ['age-keygen', '-y', 'identity.txt']).trim()];
};

/** A PGP key without a passphrase, in a home of its own. */
const makePgpKey = (folder: TestFolder): Readonly<Record<string, string>> => {
  const home = join(folder.path, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  const env = { GNUPGHOME: home };
  const batch = ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', ''];
  const key = ['--quick-generate-key', 'recipes@example.com', 'future-default', 'default', 'never'];
  run(folder, ['gpg', ...batch, ...key], { env });
  return env;
};

describe('recipes that need no program', () => {
  it('sops-age.yaml: a file encrypted for age', async () => {
    const folder = setUp('sops-age.yaml');
    const keys = await makeKeyPair();
    const document = map(
      ['stripe', map(['key', str(VALUES.stripe)])],
      [
        'db',
        map(['checkout', map(['url', str(VALUES.checkout)])], ['worker', map(['url', str(VALUES.worker)])]),
      ],
    );
    folder.write(ENCRYPTED, await encodeSops([document], { recipients: [keys.recipient] }));
    await expectRecipeWorks({ folder, recipe: 'sops-age.yaml', env: { SOPS_AGE_KEY: keys.secret } });
  });

  it.skipIf(!isBaoHere)('vault.yaml: against a real OpenBao (needs bao on PATH)', async () => {
    const folder = setUp('vault.yaml');
    const bao = await startBao();
    try {
      const write = (path: string, data: object) =>
        bao.api('POST', `secret/data/shop/production/${path}`, { data });
      await write('checkout', { stripe_key: VALUES.stripe, database_url: VALUES.checkout });
      for (const url of ['first', VALUES.worker, 'third']) await write('worker', { database_url: url });
      const env = { VAULT_ADDR: bao.url, VAULT_TOKEN: bao.token };
      await expectRecipeWorks({ folder, recipe: 'vault.yaml', env });
    } finally {
      await bao.stop();
    }
  });

  it('onepassword.yaml: against a stand-in for op, which takes its documented arguments and no others', async () => {
    const folder = setUp('onepassword.yaml');
    folder.write(
      'bin/op',
      `#!${process.execPath}
       const { DB, STRIPE } = process.env;
       const fields = { 'op://prod/shop-db/json': DB, 'op://prod/stripe/restricted key': STRIPE };
       const [command, flag, reference, ...rest] = process.argv.slice(2);
       if (command !== 'read' || flag !== '--no-newline' || rest.length > 0) process.exit(1);
       process.stdout.write(fields[reference]);\n`,
    );
    chmodSync(join(folder.path, 'bin/op'), 0o755);
    await expectRecipeWorks({
      folder,
      recipe: 'onepassword.yaml',
      flags: ALLOW_EXEC,
      env: { PATH: `${folder.path}/bin:${PATH}`, DB, STRIPE: VALUES.stripe },
    });
  });
});

describe('no command of a recipe runs unasked', () => {
  it.each([
    'age.yaml',
    'aws-parameter-store.yaml',
    'aws-secrets-manager.yaml',
    'azure-key-vault.yaml',
    'bitwarden.yaml',
    'doppler.yaml',
    'dotenvx.yaml',
    'gcp-secret-manager.yaml',
    'infisical.yaml',
    'kubernetes-secret.yaml',
    'onepassword.yaml',
    'pass.yaml',
    'vals.yaml',
  ])('%s is refused without --allow-exec', async (recipe) => {
    const result = await expectRecipeFails({ folder: setUp(recipe), recipe });
    expect(result.stderr).toContain('error[exec-not-allowed]');
  });
});

describe.skipIf(!isHere('sops') || !isHere('age-keygen'))('sops-age.yaml (needs sops and age)', () => {
  it('reads what the real sops encrypted', async () => {
    const folder = setUp('sops-age.yaml');
    const [identity, recipient] = makeIdentity(folder);
    const encrypt = ['encrypt', '--age', recipient, '--filename-override', ENCRYPTED];
    folder.write(ENCRYPTED, run(folder, ['sops', ...encrypt], { input: SOPS_TEXT }));
    await expectRecipeWorks({ folder, recipe: 'sops-age.yaml', env: { SOPS_AGE_KEY_FILE: identity } });
  });
});

describe.skipIf(!isHere('sops') || !isHere('gpg'))('sops-kms-pgp.yaml (needs sops and gpg)', () => {
  it('reads a file that only a PGP key opens', async () => {
    const folder = setUp('sops-kms-pgp.yaml');
    const env = makePgpKey(folder);
    const keys = run(folder, ['gpg', '--list-keys', '--with-colons'], { env });
    const fingerprint = /^fpr:+([0-9A-F]+):$/m.exec(keys)?.[1] ?? '';
    const encrypt = ['encrypt', '--pgp', fingerprint, '--filename-override', ENCRYPTED];
    folder.write(ENCRYPTED, run(folder, ['sops', ...encrypt], { input: SOPS_TEXT, env }));
    await expectRecipeWorks({ folder, recipe: 'sops-kms-pgp.yaml', flags: ALLOW_EXEC, env });
    const refused = await expectRecipeFails({ folder, recipe: 'sops-kms-pgp.yaml', env });
    expect(refused.stderr).toContain('--allow-exec');
  });
});

describe.skipIf(!isHere('age') || !isHere('age-keygen'))('age.yaml (needs age)', () => {
  it('decrypts whole files', async () => {
    const folder = setUp('age.yaml');
    const [identity, recipient] = makeIdentity(folder);
    mkdirSync(join(folder.path, 'secrets'));
    const encrypt = (file: string, input: string) =>
      run(folder, ['age', '--encrypt', '--recipient', recipient, '--output', file], { input });
    encrypt('secrets/stripe.age', `${VALUES.stripe}\n`);
    encrypt('secrets/db.json.age', DB);
    const env = { AGE_IDENTITY_FILE: identity };
    await expectRecipeWorks({ folder, recipe: 'age.yaml', flags: ALLOW_EXEC, env });
  });
});

describe.skipIf(!isHere('pass') || !isHere('gpg'))('pass.yaml (needs pass and gpg)', () => {
  const makeStore = (): readonly [TestFolder, Readonly<Record<string, string>>] => {
    const folder = setUp('pass.yaml');
    const env = { ...makePgpKey(folder), PASSWORD_STORE_DIR: join(folder.path, 'store') };
    run(folder, ['pass', 'init', 'recipes@example.com'], { env });
    run(folder, ['pass', 'insert', '--multiline', 'shop/stripe'], { env, input: `${VALUES.stripe}\n` });
    run(folder, ['pass', 'insert', '--multiline', 'shop/db'], { env, input: FLAT_DB });
    return [folder, env];
  };

  it('reads an entry of one line, and one in YAML', async () => {
    const [folder, env] = makeStore();
    await expectRecipeWorks({ folder, recipe: 'pass.yaml', flags: ALLOW_EXEC, env });
  });

  it('takes no listing of a folder for an entry in YAML', async () => {
    const [folder, env] = makeStore();
    const manifest = readFileSync(join(folder.path, 'pass.yaml'), 'utf8');
    folder.write('pass.yaml', manifest.replace('[pass, show, shop/db]', '[pass, show, shop]'));
    const result = await expectRecipeFails({ folder, recipe: 'pass.yaml', flags: ALLOW_EXEC, env });
    expect(result.stderr).toContain('error[path-not-found]');
  });
});

describe.skipIf(!isHere('dotenvx'))('dotenvx.yaml (needs dotenvx)', () => {
  it('decrypts the file, and lets no variable of the run win over it', async () => {
    const folder = setUp('dotenvx.yaml');
    const file = join(folder.path, '.env.production');
    const entries = {
      CHECKOUT_STRIPE_KEY: VALUES.stripe,
      CHECKOUT_DATABASE_URL: VALUES.checkout,
      WORKER_DATABASE_URL: VALUES.worker,
    };
    writeFileSync(
      file,
      Object.entries(entries)
        .map(([name, value]) => `${name}='${value}'\n`)
        .join(''),
    );
    run(folder, ['dotenvx', 'encrypt', '--file', '.env.production']);
    const [, key = ''] =
      /^DOTENV_PRIVATE_KEY_PRODUCTION="?(\w+)"?$/m.exec(
        readFileSync(join(folder.path, '.env.keys'), 'utf8'),
      ) ?? [];
    folder.write('.env.keys', '');
    await expectRecipeWorks({
      folder,
      recipe: 'dotenvx.yaml',
      flags: ALLOW_EXEC,
      env: { DOTENV_PRIVATE_KEY_PRODUCTION: key, CHECKOUT_STRIPE_KEY: 'from the environment of the run' },
    });
    const wrong = { DOTENV_PRIVATE_KEY_PRODUCTION: '0'.repeat(63) + '1' };
    const locked = await expectRecipeFails({ folder, recipe: 'dotenvx.yaml', flags: ALLOW_EXEC, env: wrong });
    expect(locked.stderr).toContain('the command dotenvx ended with exit code 1');
  });
});

describe.skipIf(!isHere('gcloud'))('gcp-secret-manager.yaml (needs gcloud)', () => {
  it('reads a text and a JSON document', async () => {
    const folder = setUp('gcp-secret-manager.yaml');
    // Source: the Secret Manager API reference, projects.secrets.versions.access.
    const url = await listen((request, response) => {
      const isStripe = request.url?.startsWith(
        '/v1/projects/acme-prod/secrets/stripe/versions/latest:access',
      );
      const data = Buffer.from(isStripe === true ? `${VALUES.stripe}\n` : DB).toString('base64');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ name: 'projects/1/secrets/any/versions/1', payload: { data } }));
    });
    folder.write('token', 'recipes');
    const env = {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER: `${url}/`,
      CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(folder.path, 'token'),
      CLOUDSDK_CONFIG: join(folder.path, 'gcloud'),
      CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: '1',
    };
    await expectRecipeWorks({ folder, recipe: 'gcp-secret-manager.yaml', flags: ALLOW_EXEC, env });
  });
});
