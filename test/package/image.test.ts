import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { NODE_VERSION } from '../../build/executables/platforms.js';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { buildImage, canBuildImages, runImage, type Image } from '../support/package/image.js';
import { canInstall } from '../support/package/machine.js';
import { ROOT } from '../support/package/pack.js';

const CONTAINERFILE = readFileSync(join(ROOT, 'Containerfile'), 'utf8');

const MANIFEST = `version: 1
organization: Acme
project: shop
environment: production
overrides:
  - application: checkout
    secret: DATABASE_URL
    valueFrom:
      exec: { command: [sh, -c, "(sleep 0.1 & sleep 600 &) >/dev/null 2>&1; echo postgres://replica"] }
`;

const SEED = {
  organizations: [
    {
      name: 'Acme',
      projects: [
        {
          name: 'shop',
          secrets: [{ key: 'DATABASE_URL', value: 'above' }],
          environments: [{ name: 'production', services: [{ name: 'checkout', type: 'APPLICATION' }] }],
        },
      ],
    },
  ],
} as const;

describe.skipIf(!canBuildImages() || !canInstall())(
  'the image, built by buildah and run as process 1',
  () => {
    let folder: TestFolder;
    let image: Image;
    let work: string;

    beforeAll(() => {
      folder = makeFolder({ 'work/overrides/production.yaml': MANIFEST });
      work = join(folder.path, 'work');
      chmodSync(folder.path, 0o755);
      image = buildImage(folder);
    }, 600_000);

    afterAll(() => {
      image.close();
      folder.remove();
    });

    it('holds what the command line reads, and nothing else', () => {
      const root = join(image.files, 'opt/qoverride');
      expect(readdirSync(root).toSorted()).toEqual([
        'LICENSE',
        'dist',
        'examples',
        'package.json',
        'schemas',
      ]);
      expect(readdirSync(join(root, 'dist')).toSorted()).toEqual([
        'THIRD-PARTY-LICENSES.txt',
        'audit-page',
        'bin',
        'bin.js',
      ]);
    });

    it('holds files that belong to root, which nobody else may change, all of the time that was asked for', () => {
      const root = join(image.files, 'opt/qoverride');
      const files = readdirSync(root, { recursive: true, withFileTypes: true }).map((entry) =>
        join(entry.parentPath, entry.name),
      );
      expect(files.length).toBeGreaterThan(30);
      const wrong = files.filter((file) => {
        const { uid, gid, mode, mtimeMs } = lstatSync(file);
        return uid !== 0 || gid !== 0 || (mode & 0o022) !== 0 || mtimeMs !== 1_700_000_000_000;
      });
      expect(wrong.map((file) => relative(root, file))).toEqual([]);
    });

    it('says what it is, and runs as a user who is not root', () => {
      expect(image.config).toMatchObject({
        User: '65532:65532',
        Entrypoint: ['qoverride'],
        WorkingDir: '/work',
        Labels: {
          'org.opencontainers.image.title': 'qoverride',
          'org.opencontainers.image.licenses': 'MIT',
          'org.opencontainers.image.version': '1.2.3',
          'org.opencontainers.image.source': 'https://example.com/a/b',
        },
      });
      expect(CONTAINERFILE).toContain(`node:${NODE_VERSION}-`);
    });

    it.each(['--version', '--help', 'validate', 'schema manifest', 'keygen'])('runs: %s', async (line) => {
      expect(await runImage(image, { argv: line.split(' '), work })).toMatchObject({
        exitCode: 0,
        stderr: '',
      });
    });

    it('says so where it may not write', async () => {
      const run = await runImage(image, { argv: ['keygen', '--out', 'key'], work });
      expect(run).toMatchObject({ exitCode: 1, stdout: '' });
      expect(run.stderr).toContain('error[file-unwritable]: cannot write key (EROFS)');
    });

    it('plans with a command that leaves processes behind, which end with it', async () => {
      const sandbox = await startSandbox({ clock: realClock, newId: () => randomUUID(), seed: SEED });
      onTestFinished(() => sandbox.close());
      const run = await runImage(image, {
        argv: ['plan', '--allow-exec'],
        work,
        env: {
          QOVERY_API_URL: sandbox.url,
          QOVERY_API_TOKEN: 'any',
          QOVERRIDE_KEY: 'a key for tests, of more than 32 bytes',
        },
      });
      expect(run).toMatchObject({ exitCode: 0, stderr: '' });
      expect(run.stdout).toContain('Plan: 1 to create, 0 to update, 0 to delete.');
      expect(execFileSync('ps', ['-e', '-o', 'args'], { encoding: 'utf8' })).not.toContain('sleep 600');
    });

    it.each(['SIGTERM', 'SIGINT'] as const)('ends at the first %s', async (signal) => {
      const run = await runImage(image, {
        argv: ['sandbox', '--port', '0'],
        work,
        started: (processId) => process.kill(processId, signal),
      });
      expect(run.stdout).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
      expect(run.exitCode).toBe(0);
    });
  },
);

const findHadolint = (): boolean => {
  try {
    execFileSync('hadolint', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(!findHadolint())('the Containerfile, under hadolint', () => {
  it('has no findings', () => {
    expect(execFileSync('hadolint', [join(ROOT, 'Containerfile')], { encoding: 'utf8' })).toBe('');
  });
});
