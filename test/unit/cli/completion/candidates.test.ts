import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REASONS } from '../../../../src/model/plan.js';
import { makeFolder, type TestFolder } from '../../../support/folder.js';
import { runInProcess } from '../../../support/run-cli.js';

const manifest = (names: readonly string[]): string =>
  JSON.stringify({
    version: 1,
    organization: 'Acme',
    project: 'shop',
    environment: 'production',
    overrides: names.map((application) => ({ application, secret: 'TOKEN', valueFrom: { env: 'TOKEN' } })),
  });

describe('qoverride complete', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = makeFolder({
      'overrides/a.json': manifest(['checkout', 'api']),
      'other/b.json': manifest(['worker']),
    });
  });
  afterEach(() => folder.remove());

  const complete = async (...words: readonly string[]): Promise<readonly string[]> => {
    const run = await runInProcess(['complete', 'zsh', '--', ...words], { cwd: folder.path });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const lines = run.stdout.split('\n');
    expect(lines.pop()).toBe('');
    return lines.map((line) => line.split('\t')[0] ?? '');
  };

  it('offers every command that the help shows, and help, but not itself', async () => {
    const { stdout } = await runInProcess(['--help'], { cwd: folder.path });
    const [, section = ''] = /^Commands:\n((?: .*\n)+)/m.exec(stdout) ?? [];
    const commands = [...section.matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name ?? '');
    expect(commands).toContain('plan');
    expect(await complete('')).toEqual(['words', ...commands]);
    expect(await complete('help', '')).toEqual(['words', ...commands]);
    expect(stdout).not.toMatch(/^ {2}complete /m);
  });

  it('offers every flag of a command, each once unless it may be repeated', async () => {
    const { stdout } = await runInProcess(['plan', '--help'], { cwd: folder.path });
    const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag ?? '');
    expect(flags).toContain('--detailed-exitcode');
    expect(await complete('plan', '-')).toEqual(['words', ...flags]);
    const given = ['--prune', '--format=json', '--timeout', '2s', '--target', 'x'];
    expect(await complete('plan', ...given, '--')).toEqual([
      'words',
      ...flags.filter((flag) => !['--prune', '--format', '--timeout'].includes(flag)),
    ]);
  });

  it.each([
    [
      ['validate', '--format', ''],
      ['text', 'json', 'junit'],
    ],
    [
      ['validate', '--format=j'],
      ['--format=text', '--format=json', '--format=junit'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['plan', '--skip', ''], REASONS],
    [['plan', '--timeout', ''], []],
    [['plan', '--prune=x'], []],
    [['schema', 'plan', ''], []],
    [['nonsense', ''], []],
    [['keygen', ''], []],
  ])('completes %j from what is allowed there', async (words, candidates) => {
    expect(await complete(...words)).toEqual(['words', ...candidates]);
  });

  it.each([
    [['plan', ''], 'files'],
    [['plan', 'a.yaml', 'over'], 'files'],
    [['plan', '--', '--odd'], 'files'],
    [['plan', '--out', ''], 'files'],
    [['plan', '--out='], 'files'],
    [['apply', '--plan', ''], 'files'],
    [['sandbox', '--seed', ''], 'files'],
    [['keygen', '--out', ''], 'files'],
    [['plan', '--root', ''], 'folders'],
  ])('leaves %j to the shell', async (words, kind) => {
    expect(await complete(...words)).toEqual([kind]);
  });

  it('takes addresses from ./overrides, or from the paths on the line', async () => {
    const address = (name: string): string => `shop/production/application/${name}/TOKEN`;
    expect(await complete('plan', '--target', '')).toEqual(['words', address('api'), address('checkout')]);
    expect(await complete('plan', 'other', '--target=')).toEqual(['words', `--target=${address('worker')}`]);
    expect(await complete('apply', '-y', 'overrides/*', 'other/b.json', '--target', '')).toEqual([
      'words',
      address('api'),
      address('checkout'),
      address('worker'),
    ]);
  });

  it('takes names from flags where manifests leave them out', async () => {
    folder.write(
      'preview.yaml',
      'version: 1\nproject: shop\noverrides: [{ application: api, secret: A, valueFrom: { env: A } }]\n',
    );
    expect(await complete('plan', 'preview.yaml', '--environment', 'pr-7', '--target', '')).toEqual([
      'words',
      'shop/pr-7/application/api/A',
    ]);
  });

  it.each([
    ['broken YAML', 'overrides: [}\n'],
    ['no manifest', '- 1\n'],
    ['an empty file', ''],
    ['bytes that are no text', '\u0000\ufffd'],
  ])('offers what other files hold beside %s, and says nothing', async (_name, text) => {
    folder.write('overrides/broken.yaml', text);
    expect(await complete('plan', '--target', '')).toHaveLength(3);
    expect(await complete('plan', 'overrides/broken.yaml', '--format', 'json', '--target', '')).toEqual([
      'words',
    ]);
    expect(await complete('plan', 'no/such/folder', '--target', '')).toEqual(['words']);
  });

  it('leaves out names that a terminal would obey or hide, and keeps each candidate on its line', async () => {
    folder.write(
      'overrides/a.json',
      manifest(['a\nb', 'a\u001b[2Jb', 'a\u202eb', 'a\u200bb', 'a\tb', 'a b', 'ä$(b)']),
    );
    expect(await complete('plan', '--target', '')).toEqual([
      'words',
      'shop/production/application/a b/TOKEN',
      'shop/production/application/ä$(b)/TOKEN',
    ]);
  });
});
