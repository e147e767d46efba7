import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { PROGRAM, runBin } from '../support/run-bin.js';

const MANIFEST =
  'version: 1\norganization: Acme\nproject: shop\nenvironment: production\n' +
  'overrides:\n  - { application: checkout, secret: DB, valueFrom: { env: DB } }\n';

describe('reading what cannot be read, or not yet', () => {
  let folder: TestFolder;
  const [program, ...first] = PROGRAM;
  const env = { PATH: process.env['PATH'] ?? '' };

  beforeAll(() => {
    folder = makeFolder({ 'overrides/good.yaml': MANIFEST, 'elsewhere.txt': MANIFEST });
    execFileSync('mkfifo', [join(folder.path, 'pipe')]);
    symlinkSync('/dev/zero', join(folder.path, 'zero.yaml'));
  });
  afterAll(() => {
    folder.remove();
  });

  const start = (argv: readonly string[], input: 'pipe' | 'ignore' = 'ignore'): ChildProcess =>
    spawn(program, [...first, ...argv], { cwd: folder.path, env, stdio: [input, 'pipe', 'pipe'] });

  const ended = (child: ChildProcess): Promise<number | null> =>
    new Promise((done) => child.once('exit', (code) => done(code)));

  it.each([[['zero.yaml']], [['.']], [['/dev/zero']]])(
    'ends at once at a device: validate %j',
    async (paths) => {
      const run = await runBin(['validate', ...paths], { cwd: folder.path, env });
      expect(run.exitCode).toBe(1);
      expect(run.stderr + run.stdout).toMatch(/file-unreadable|file-outside-root/);
    },
  );

  it.each([
    ['a manifest', ['validate', 'pipe']],
    ['a key', ['plan', '--key-file', 'pipe']],
    ['a saved plan', ['apply', '--plan', 'pipe']],
    ['a seed', ['sandbox', '--seed', 'pipe']],
  ])('gives up a wait for %s when it is ended', async (_what, argv) => {
    const child = start(argv);
    const end = ended(child);
    await setTimeout(1500);
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    expect(await end).toBe(130);
  });

  it('gives up a wait for standard input when it is ended', async () => {
    const child = start(['validate', '-'], 'pipe');
    const end = ended(child);
    child.stdin?.write('version: 1\n');
    await setTimeout(1500);
    child.kill('SIGTERM');
    expect(await end).toBe(130);
  });

  it('reads a manifest from standard input, and shows it as -', async () => {
    const good = start(['validate', '-'], 'pipe');
    const end = ended(good);
    good.stdin?.end(MANIFEST);
    expect(await end).toBe(0);
    const bad = start(['validate', '--no-color', '-'], 'pipe');
    let shown = '';
    bad.stderr?.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    bad.stdout?.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    bad.stdin?.end(MANIFEST.replace('secret', 'secrt'));
    expect(await ended(bad)).toBe(1);
    expect(shown).toContain('-:6');
  });

  it.each([
    [`cat overrides/good.yaml > pipe & "$@" validate pipe`],
    [`"$@" validate <(cat overrides/good.yaml)`],
    [`"$@" validate /dev/stdin < overrides/good.yaml`],
    [`cat overrides/good.yaml | "$@" validate /dev/stdin`],
  ])('reads a pipe: %s', (script) => {
    const output = execFileSync('bash', ['-c', script, 'bash', ...PROGRAM], {
      cwd: folder.path,
      env,
      encoding: 'utf8',
    });
    expect(output).toContain('1 override');
  });

  it('takes an empty substitution for an empty manifest, and waits for nothing', () => {
    const run = (): string =>
      execFileSync('bash', ['-c', `"$@" validate <(true)`, 'bash', ...PROGRAM], {
        cwd: folder.path,
        env,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(run).toThrow(/empty-manifest/);
  });

  it('needs --root for a link out of the folder where the working folder is /', async () => {
    const link = join(folder.path, 'overrides/link.yaml');
    symlinkSync('../elsewhere.txt', link);
    const run = await runBin(['validate', join(folder.path, 'overrides')], { cwd: '/', env });
    expect(run.exitCode).toBe(1);
    expect(run.stderr + run.stdout).toContain('--root');
    const rooted = await runBin(['validate', '--root', folder.path, join(folder.path, 'overrides/*.yaml')], {
      cwd: '/',
      env,
    });
    // The link is a copy of the other manifest now.
    expect(rooted.stderr + rooted.stdout).toContain('duplicate-override');
  });
});
