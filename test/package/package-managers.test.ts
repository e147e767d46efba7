import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { canInstall, environmentFor } from '../support/package/machine.js';
import { packPackage, type Tarball } from '../support/package/pack.js';

// `npm run test:versions` installs the package with these too; the versions were the newest when they were last looked at.
const MANAGERS = [
  {
    name: 'pnpm',
    tool: 'pnpm@12.21.0',
    install: (tarball: string) => ['pnpm', 'add', tarball],
    run: ['pnpm', 'exec'],
  },
  {
    name: 'Yarn, with Plug’n’Play',
    tool: '@yarnpkg/cli-dist@4.18.1',
    install: (tarball: string) => ['yarn', 'add', `qoverride@file:${tarball}`],
    run: ['yarn'],
  },
  {
    name: 'Bun',
    tool: 'bun@1.4.5',
    install: (tarball: string) => ['bun', 'add', tarball],
    run: ['bunx'],
  },
] as const;

const USE = `import { plan, startSandbox } from 'qoverride';
import schema from 'qoverride/schemas/manifest.schema.json' with { type: 'json' };
console.log(typeof plan, typeof startSandbox, schema.title);`;

const MANIFEST = `version: 1
organization: Acme
project: shop
environment: production
overrides:
  - { application: checkout, secret: DATABASE_URL, valueFrom: { env: CHECKOUT_DATABASE_URL } }
`;

const isWanted = process.env['NODE_VERSIONS'] !== undefined;

describe.skipIf(!isWanted || !canInstall()).each(MANAGERS)(
  'the package, installed by $name (in npm run test:versions)',
  ({ tool, install, run }) => {
    let folder: TestFolder;
    let tarball: Tarball;
    let home: string;
    let env: Readonly<Record<string, string>>;

    beforeAll(() => {
      folder = makeFolder({
        'home/package.json': '{ "private": true }',
        'home/yarn.lock': '',
        'home/use.mjs': USE,
        'home/overrides/production.yaml': MANIFEST,
      });
      home = join(folder.path, 'home');
      const tools = join(folder.path, 'tools');
      mkdirSync(tools);
      const machine = environmentFor(dirname(process.execPath));
      const npm = (...argv: readonly string[]): string =>
        execFileSync('npm', argv, {
          cwd: tools,
          env: machine,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        });
      npm('install', '--no-save', '--prefix', tools, tool);
      env = {
        ...environmentFor(join(tools, 'node_modules/.bin')),
        HOME: folder.path,
        YARN_NODE_LINKER: 'pnp',
        YARN_ENABLE_TELEMETRY: '0',
        YARN_NPM_REGISTRY_SERVER: npm('config', 'get', 'registry').trim(),
      };
      tarball = packPackage(folder.path);
      spawnIn(home, install(tarball.path));
    }, 600_000);

    afterAll(() => folder.remove());

    const spawnIn = (cwd: string, [program = '', ...argv]: readonly string[]): string =>
      execFileSync(program, argv, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

    it('has a command line that finds its files', () => {
      expect(spawnIn(home, [...run, 'qoverride', 'validate'])).toContain('Valid: 1 override in 1 file.');
      expect(spawnIn(home, [...run, 'qoverride', 'schema', 'plan'])).toContain('"$schema"');
    });

    it('is a library, with its schemas', () => {
      const [program] = run;
      const [node, ...argv] = program === 'bunx' ? (['bun'] as const) : ([...run, 'node'] as const);
      expect(spawnIn(home, [node, ...argv, 'use.mjs'])).toContain('function function qoverride manifest');
    });
  },
);
