import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder, type TestFolder } from '../support/folder.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
};

describe('the package that people install', () => {
  let folder: TestFolder;
  let files: readonly string[];

  beforeAll(() => {
    folder = makeFolder({ 'package.json': '{"type":"module"}' });
    const packed = execFileSync(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', folder.path],
      { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const [tarball] = JSON.parse(packed) as readonly [
      { readonly filename: string; readonly files: readonly { readonly path: string }[] },
    ];
    files = tarball.files.map(({ path }) => path);
    const installed = join(folder.path, 'node_modules/qoverride');
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', [
      'xzf',
      join(folder.path, tarball.filename),
      '--strip-components=1',
      '-C',
      installed,
    ]);
    for (const name of Object.keys(PACKAGE.dependencies)) {
      const link = join(folder.path, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), link);
    }
  });

  afterAll(() => folder.remove());

  it('holds the program, the types, the schemas and the documents, and nothing else', () => {
    const kinds = new Set(files.map((file) => file.replace(/^dist\/.*(\.d\.ts|\.js)$/, 'dist/*$1')));
    expect([...kinds].toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'dist/*.d.ts',
      'dist/*.js',
      'dist/THIRD-PARTY-LICENSES.txt',
      'dist/audit-page/page.css',
      'examples/github-actions/.github/workflows/overrides.yaml',
      'examples/gitlab/.gitlab-ci.yml',
      'package.json',
      'schemas/audit.schema.json',
      'schemas/manifest.schema.json',
      'schemas/plan.schema.json',
      'schemas/sandbox-seed.schema.json',
    ]);
  });

  it('runs as a command', () => {
    const bin = join(folder.path, 'node_modules/qoverride/dist/bin.js');
    const run = (...argv: readonly string[]): string =>
      execFileSync(process.execPath, [bin, ...argv], { cwd: folder.path, encoding: 'utf8' });
    expect(run('--version')).toBe(`${PACKAGE.version}\n`);
    expect(JSON.parse(run('schema'))).toMatchObject({ title: expect.any(String) as string });
    folder.write('overrides/empty.yaml', 'version: 1\noverrides: []\n');
    expect(run('validate')).toBe('Valid: 0 overrides in 1 file.\n');
  });

  it('finds what the audit page is made of', async () => {
    const sandbox = await startSandbox({
      clock: realClock,
      newId: randomUUID,
      seed: {
        organizations: [
          {
            name: 'Acme',
            projects: [
              {
                name: 'shop',
                secrets: [{ key: 'STRIPE_KEY', value: 'above' }],
                environments: [
                  {
                    name: 'production',
                    services: [
                      {
                        name: 'worker',
                        type: 'CONTAINER',
                        secrets: [{ key: 'STRIPE_KEY', value: 'below', overrides: true }],
                      },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
    });
    try {
      const bin = join(folder.path, 'node_modules/qoverride/dist/bin.js');
      const { stdout } = await promisify(execFile)(process.execPath, [bin, 'audit', '--format', 'html'], {
        cwd: folder.path,
        env: { ...process.env, QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'x' },
      });
      expect(stdout).toMatch(/^<!doctype html>/);
      expect(stdout).toContain('"secrets":["STRIPE_KEY"]');
      expect(stdout).toContain("default-src 'none'; script-src 'sha256-");
    } finally {
      await sandbox.close();
    }
  });

  it('runs as a library', () => {
    folder.write('overrides/empty.yaml', 'version: 1\nstack: shop\noverrides: []\n');
    folder.write(
      'use.mjs',
      `import { loadManifests, SecretValue } from 'qoverride';
       const names = { organization: null, project: null, environment: null };
       const { manifests, diagnostics } = await loadManifests({
         paths: [], cwd: process.cwd(), flags: names, defaults: names, strict: true,
       });
       console.log(manifests.targets[0].stack, diagnostics.length, String(new SecretValue('x')));`,
    );
    const output = execFileSync(process.execPath, ['use.mjs'], { cwd: folder.path, encoding: 'utf8' });
    expect(output).toBe('shop 0 (sensitive)\n');
  });
});
