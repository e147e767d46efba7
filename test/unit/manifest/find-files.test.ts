import { link, mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { LoadedManifests } from '../../../src/manifest/load.js';
import { loadFiles, summarize } from './load-text.js';

const EMPTY = 'version: 1\noverrides: []\n';
const SOPS = 'a: ENC[x]\nsops:\n  mac: ENC[y]\n  lastmodified: now\n';

const makeTree = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'manifest-')));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
};

/** Loads from `top` in a folder, which is the root too unless another is given. */
const load = (
  folder: string,
  path: string,
  root: string | null = join(folder, 'top'),
): Promise<LoadedManifests> =>
  loadFiles({}, { paths: [path], cwd: join(folder, 'top'), root: () => Promise.resolve(root) });

describe('finding manifests', () => {
  it('searches folders, but no dot files and folders, no node_modules, no SOPS files and nothing of another kind', async () => {
    const { manifests, diagnostics } = await loadFiles({
      'b/x.yml': EMPTY,
      'a.yaml': EMPTY,
      'c.json': '{"version": 1, "overrides": []}',
      '.github/x.yaml': 'not: a manifest\n',
      '.sops.yaml': 'not: a manifest\n',
      'b/node_modules/p/x.yaml': 'not: a manifest\n',
      'b/notes.txt': 'not a manifest',
      'secrets.enc.yaml': SOPS,
    });
    expect(diagnostics).toEqual([]);
    expect(manifests.files).toEqual(['a.yaml', 'b/x.yml', 'c.json']);
  });

  it('never skips what is named', async () => {
    const files = { '.hidden/x.yaml': EMPTY, 'node_modules/x.txt': EMPTY, 's.yaml': SOPS };
    const loaded = await loadFiles(files, { paths: ['.hidden/x.yaml', 'node_modules/x.txt', 's.yaml'] });
    expect(loaded.manifests.files).toEqual(['.hidden/x.yaml', 'node_modules/x.txt']);
    expect(loaded.diagnostics).toMatchObject([
      { severity: 'error', code: 'sops-file', location: { line: 2 } },
    ]);
  });

  it('warns when it skips a manifest that was encrypted as a whole', async () => {
    const { diagnostics } = await loadFiles({ 'a.yaml': EMPTY, 's.yaml': `overrides: []\n${SOPS}` });
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'encrypted-manifest' }]);
  });

  it('expands globs, and reads each file once however often it is named', async () => {
    const files = { 'teams/a/x.yaml': EMPTY, 'teams/b/x.yaml': EMPTY, 'teams/b/readme.md': '' };
    const { manifests, diagnostics } = await loadFiles(files, {
      paths: ['teams/*/*', 'teams/a', './teams/a/x.yaml'],
    });
    expect(diagnostics).toEqual([]);
    expect(manifests.files).toEqual(['teams/a/x.yaml', 'teams/b/x.yaml']);
  });

  it.each([
    ['*.yaml', ['a.yaml']],
    ['**/*.yaml', ['a.yaml', 't/a/x.yaml', 't/b/y/x.yaml']],
    ['t/**', ['t/a/x.yaml', 't/b/y/x.yaml']],
    ['./t/*/x.yaml', ['t/a/x.yaml']],
    ['t/{a,b/y}/*', ['t/a/x.yaml', 't/b/y/x.yaml']],
    ['t/[!b]/x.yaml', ['t/a/x.yaml']],
    ['t/../*.yaml', ['a.yaml']],
    ['.h/*.yaml', ['.h/x.yaml']],
    ['*/.z.yaml', ['t/.z.yaml']],
    ['node_modules/**/*.yaml', ['node_modules/p/x.yaml']],
    ['t\\/a/*.yaml', ['t/a/x.yaml']],
  ])('finds what %s matches', async (pattern, expected) => {
    const names = ['a.yaml', 't/a/x.yaml', 't/b/y/x.yaml', 't/.z.yaml', '.h/x.yaml', 'node_modules/p/x.yaml'];
    const files = Object.fromEntries([...names, 't/a/note.txt'].map((name) => [name, EMPTY]));
    const { manifests, diagnostics } = await loadFiles(files, { paths: [pattern] });
    expect(diagnostics).toEqual([]);
    expect(manifests.files).toEqual(expected);
  });

  it('takes ./overrides when nothing is named', async () => {
    const { manifests } = await loadFiles({ 'overrides/x.yaml': EMPTY, 'y.yaml': EMPTY }, { paths: [] });
    expect(manifests.files).toEqual(['overrides/x.yaml']);
  });

  it.each([
    [[], 'path-not-found', 'there is no folder ./overrides'],
    [['nope.yaml'], 'path-not-found', 'there is no file or folder nope.yaml'],
    [[''], 'path-not-found', 'a path is empty'],
    [['n*.yaml'], 'path-not-found', 'no manifest matches n*.yaml'],
    [['empty'], 'no-manifests', 'the folder empty contains no manifest'],
  ])('says what is wrong with %j', async (paths, code, message) => {
    const { diagnostics } = await loadFiles({ 'empty/readme.md': '' }, { paths });
    expect(diagnostics).toMatchObject([{ severity: 'error', code, message }]);
  });

  it('refuses what is no regular file', async () => {
    const { diagnostics } = await loadFiles({}, { paths: ['/dev/null'] });
    expect(diagnostics).toMatchObject([{ code: 'file-unreadable' }]);
  });

  it('refuses a file that is too large to be a manifest, before reading it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'manifest-'));
    await writeFile(join(folder, 'big.yaml'), '');
    await truncate(join(folder, 'big.yaml'), 65 * 1024 * 1024);
    const { diagnostics } = await loadFiles({}, { paths: ['big.yaml'], cwd: folder });
    await rm(folder, { recursive: true });
    expect(diagnostics).toMatchObject([{ code: 'file-too-large', location: { file: 'big.yaml' } }]);
  });

  it('refuses a link to a device at once, in a folder and by name', async () => {
    const folder = await makeTree({ 'top/in/a.yaml': EMPTY });
    await symlink('/dev/zero', join(folder, 'top/in/zero.yaml'));
    for (const path of ['in', 'in/zero.yaml']) {
      const { diagnostics } = await load(folder, path);
      expect(diagnostics).toMatchObject([{ severity: 'error' }]);
    }
    await rm(folder, { recursive: true });
  });

  it('refuses what a link in a folder leads to outside folder and root, but not what is named', async () => {
    const folder = await makeTree({
      'top/in/a.yaml': EMPTY,
      'top/shared.yaml': EMPTY,
      'outside.yaml': EMPTY,
    });
    await symlink('../../outside.yaml', join(folder, 'top/in/out.yaml'));
    await symlink('../shared.yaml', join(folder, 'top/in/shared.yaml'));
    for (const path of ['in', 'in/*.yaml', '*/*.yaml']) {
      const loaded = await load(folder, path);
      expect(loaded.diagnostics).toMatchObject([
        { code: 'file-outside-root', location: { file: 'in/out.yaml' } },
      ]);
      expect(loaded.manifests.files).toEqual(['in/a.yaml', 'in/shared.yaml']);
    }
    expect((await load(folder, 'in/out.yaml')).diagnostics).toEqual([]);
    expect((await load(folder, '../outside.yaml')).diagnostics).toEqual([]);
    expect((await load(folder, 'in', folder)).diagnostics).toEqual([]);
    expect((await load(folder, 'in', null)).diagnostics).toHaveLength(2);
    await rm(folder, { recursive: true });
  });

  it('follows the links of a mounted ConfigMap, which stay in the folder that was named', async () => {
    const folder = await makeTree({ 'top/x': '', 'mount/..2026/a.yaml': EMPTY });
    await symlink('..2026', join(folder, 'mount/..data'));
    await symlink('..data/a.yaml', join(folder, 'mount/a.yaml'));
    const { manifests, diagnostics } = await load(folder, join(folder, 'mount'));
    expect(diagnostics).toEqual([]);
    expect(manifests.files).toHaveLength(1);
    await rm(folder, { recursive: true });
  });

  it('reads standard input as -, with paths from the working folder', async () => {
    const { manifests, diagnostics } = await loadFiles(
      { 'a.yaml': EMPTY },
      { paths: ['-', 'a.yaml'], stdin: Readable.from([Buffer.from(EMPTY)]) },
    );
    expect(diagnostics).toEqual([]);
    expect(manifests.files).toEqual(['-', 'a.yaml']);
    expect((await loadFiles({}, { paths: ['-'] })).diagnostics).toMatchObject([
      { code: 'file-unreadable', message: 'there is no standard input to read' },
    ]);
  });

  it('can be interrupted', async () => {
    await expect(loadFiles({ 'a.yaml': EMPTY }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'interrupted',
    });
  });

  it('can be interrupted while it searches a folder', async () => {
    const controller = new AbortController();
    const loading = loadFiles({ 'a/b/c/d/e.yaml': EMPTY }, { paths: ['.'], signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(loading).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('stops at the file after 256 MiB', async () => {
    const folder = await makeTree({ 'top/1.yaml': `${EMPTY}#${'x'.repeat(63 * 1024 * 1024)}` });
    for (const name of ['2', '3', '4', '5', '6', '7']) {
      await link(join(folder, 'top/1.yaml'), join(folder, `top/${name}.yaml`));
    }
    const { manifests, diagnostics } = await load(folder, '.');
    await rm(folder, { recursive: true });
    expect(manifests.files).toEqual(['1.yaml', '2.yaml', '3.yaml', '4.yaml', '5.yaml']);
    expect(diagnostics).toMatchObject([
      { code: 'file-too-large', message: 'the manifests are larger than 256 MiB in all' },
    ]);
  });

  it('reports every bad path beside what the good ones hold', async () => {
    const loaded = await loadFiles(
      { 'a.yaml': 'version: 2\noverrides: []\n' },
      { paths: ['x', 'a.yaml', 'y'] },
    );
    expect(summarize(loaded)).toEqual(['path-not-found', 'path-not-found', 'not-one-of 1:10']);
  });
});
