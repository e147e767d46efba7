import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkIntegrity } from '../../build/executables/fetch-node.js';
import { NODE_VERSION, PLATFORMS, readPlatform } from '../../build/executables/platforms.js';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { collectRun } from '../support/collect-run.js';
import { readFiles } from '../support/files.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { canInstall } from '../support/package/machine.js';
import { ROOT } from '../support/package/pack.js';
import type { CliRun } from '../support/run-cli.js';

const isLinux = process.platform === 'linux' && process.arch === 'x64';

/** Somebody who owns nothing here; only root can become that person. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** The official schemas of CycloneDX. */
const SCHEMAS = join(ROOT, 'node_modules/@cyclonedx/cyclonedx-library/res/schema');

const MOST_BYTES = 50_000_000;

const SEED = {
  organizations: [
    {
      name: 'Acme',
      projects: [
        {
          name: 'shop',
          secrets: [{ key: 'DATABASE_URL' }],
          environments: [{ name: 'production', services: [{ name: 'checkout', type: 'APPLICATION' }] }],
        },
      ],
    },
  ],
} as const;

describe.skipIf(!isLinux || !canInstall())('the executable for linux-x64', () => {
  let folder: TestFolder;
  let made: string;
  /** A folder that nobody may write to, with the executable in it. */
  let readOnly: string;

  beforeAll(() => {
    folder = makeFolder({
      'read-only/overrides/production.yaml': readFileSync(
        join(ROOT, 'examples/github-actions/overrides/production.yaml'),
        'utf8',
      ),
      'github/.keep': '',
      'gitlab/.keep': '',
    });
    made = join(folder.path, 'executables');
    readOnly = join(folder.path, 'read-only');
    const argv = ['run', '--silent', 'build:executables', '--', '--platform', 'linux-x64', '--out', made];
    execFileSync('npm', argv, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    copyFileSync(join(made, 'qoverride-linux-x64'), join(readOnly, 'qoverride'));
    for (const path of [folder.path, join(readOnly, 'qoverride')]) chmodSync(path, 0o755);
    for (const ci of ['github', 'gitlab']) chmodSync(join(folder.path, ci), 0o777);
    chmodSync(readOnly, 0o555);
  }, 600_000);

  afterAll(() => folder.remove());

  /** Runs the copy as somebody who may write nowhere near it, without a Node on the PATH. */
  const run = (
    argv: readonly string[],
    env: Readonly<Record<string, string>> = {},
    cwd = readOnly,
  ): Promise<CliRun> =>
    collectRun(
      spawn(join(readOnly, 'qoverride'), argv, {
        ...NOBODY,
        cwd,
        env: { PATH: '/nowhere', HOME: '/nowhere', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );

  it.each([
    '--version',
    '--help',
    'help apply',
    'validate',
    'schema manifest',
    'schema plan',
    'schema audit',
    'completion bash',
    'keygen',
  ])('works alone, in a folder without write rights: %s', async (line) => {
    const before = [...readFiles(readOnly).keys()];
    expect(await run(line.split(' '))).toMatchObject({ exitCode: 0, stderr: '' });
    expect([...readFiles(readOnly).keys()]).toEqual(before);
  });

  it.each(['github', 'gitlab'])('has the workflow for %s inside', async (ci) => {
    const argv = ['init', '--yes', '--offline', '--project', 'a', '--environment', 'b', '--ci', ci];
    expect(await run([...argv, '--no-key'], {}, join(folder.path, ci))).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  });

  it('plans, applies, and makes an audit page', async () => {
    const sandbox = await startSandbox({ clock: realClock, newId: () => randomUUID(), seed: SEED });
    onTestFinished(() => sandbox.close());
    const env = {
      QOVERY_API_URL: sandbox.url,
      QOVERY_API_TOKEN: 'anything',
      QOVERRIDE_KEY: 'a key for tests, of more than 32 bytes',
      CHECKOUT_DATABASE_URL: 'postgres://replica',
    };
    expect((await run(['plan'], env)).stdout).toContain('Plan: 1 to create, 0 to update, 0 to delete.');
    expect((await run(['apply', '-y'], env)).stdout).toContain('Apply: 1 applied, 0 failed');
    const { stdout } = await run(['audit', '--organization', 'Acme', '--format', 'html'], env);
    expect(stdout).toMatch(/^<!doctype html>/);
  });

  it('starts its own sandbox', async () => {
    const child = spawn(join(readOnly, 'qoverride'), ['sandbox', '--port', '0'], {
      ...NOBODY,
      cwd: readOnly,
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    expect((await collectRun(child)).stdout).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
  });

  it(`takes at most ${String(MOST_BYTES / 1_000_000)} MB compressed`, () => {
    const { length } = gzipSync(readFileSync(join(made, 'qoverride-linux-x64')), { level: 9 });
    expect(length).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('comes with checksums, of which each is right', () => {
    const output = execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: made, encoding: 'utf8' });
    expect(output).toBe('qoverride-linux-x64: OK\nqoverride-linux-x64.cdx.json: OK\n');
    expect(readdirSync(made).toSorted()).toEqual([
      'SHA256SUMS',
      'THIRD-PARTY-LICENSES.txt',
      'qoverride-linux-x64',
      'qoverride-linux-x64.cdx.json',
    ]);
  });

  it('comes with a bill of materials that lists its packages, Node, and what is inside Node', () => {
    const bill = JSON.parse(readFileSync(join(made, 'qoverride-linux-x64.cdx.json'), 'utf8')) as {
      readonly metadata: { readonly component: { readonly name: string } };
      readonly components: readonly {
        readonly name: string;
        readonly version: string;
        readonly components?: readonly { readonly name: string }[];
      }[];
    };
    const readSchema = (name: string): object => JSON.parse(readFileSync(join(SCHEMAS, name), 'utf8'));
    const schemas: Readonly<Record<string, object>> = Object.fromEntries(
      ['spdx', 'jsf-0.82'].map((name) => {
        const file = `${name}.SNAPSHOT.schema.json`;
        // Under the name by which the main one refers to it.
        return [`http://cyclonedx.org/schema/${file}`, { ...readSchema(file), $id: undefined }];
      }),
    );
    const ajv = new Ajv({ strict: false, validateFormats: false, schemas: { ...schemas } });
    expect(ajv.validate(readSchema('bom-1.6.SNAPSHOT.schema.json'), bill), ajv.errorsText()).toBe(true);

    expect(bill.metadata.component.name).toBe('qoverride');
    const node = bill.components.find(({ name }) => name === 'node');
    expect(node?.version).toBe(NODE_VERSION);
    expect(node?.components?.map(({ name }) => name)).toEqual(expect.arrayContaining(['openssl', 'v8']));
    const licences = readFileSync(join(made, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const { name, version } of bill.components) expect(licences).toContain(`\n${name} ${version}`);
    expect(bill.components.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['got', 'yaml', 'commander']),
    );
  });

  it('names no folder of the machine that it was built on', () => {
    const { status } = spawnSync('grep', [
      '--quiet',
      '--fixed-strings',
      ROOT,
      join(made, 'qoverride-linux-x64'),
    ]);
    expect(status).toBe(1);
  });
});

describe('the parts of an executable', () => {
  it('are refused where their hash is another one', () => {
    const folder = makeFolder({ 'node.tgz': 'something else' });
    onTestFinished(folder.remove);
    expect(() => checkIntegrity(join(folder.path, 'node.tgz'), PLATFORMS['linux-x64'].integrity)).toThrow(
      /node\.tgz has the hash sha512-.+, and must have sha512-OmAztarr1gK4/,
    );
  });

  it('are there for four platforms, and an error names them', () => {
    expect(() => readPlatform('linux-riscv64')).toThrow(
      'No executable for linux-riscv64; there are: linux-x64, linux-arm64, darwin-arm64, win-x64.',
    );
    expect(() => readPlatform('toString')).toThrow('No executable for toString');
  });
});
