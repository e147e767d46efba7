import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFiles, summarize } from './load-text.js';

const EMPTY = 'version: 1\noverrides: []\n';
const SOPS = 'a: ENC[x]\nsops:\n  mac: ENC[y]\n  lastmodified: now\n';

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

  it('reports every bad path beside what the good ones hold', async () => {
    const loaded = await loadFiles(
      { 'a.yaml': 'version: 2\noverrides: []\n' },
      { paths: ['x', 'a.yaml', 'y'] },
    );
    expect(summarize(loaded)).toEqual(['path-not-found', 'path-not-found', 'not-one-of 1:10']);
  });
});
