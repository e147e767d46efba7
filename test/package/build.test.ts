import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundleProgram } from '../../build/bundle.js';
import { makeFolder } from '../support/folder.js';

const ROOT = new URL('../..', import.meta.url).pathname;

const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

/** What a built file asks of others outside the build, itself or by what it loads, now or later. */
const findImports = async (file: string): Promise<readonly string[]> => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [file],
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  return [...new Set(imports.map(({ path }) => path))].filter((path) => !isBuiltin(path));
};

/** `@scope/name` or `name`, without what is asked for inside of it. */
const packageOf = (path: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path;

const readTree = (folder: string): readonly { readonly path: string; readonly text: string }[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

describe('what is built', () => {
  it('asks of the packages that come with the library, and of no other', async () => {
    const packages = new Set((await findImports('dist/index.js')).map(packageOf));
    expect([...packages].toSorted()).toEqual(Object.keys(PACKAGE.dependencies).toSorted());
  });

  it('names no other package in its types', () => {
    const types = readTree('dist').filter(({ path }) => path.endsWith('.d.ts'));
    const named = types.flatMap(({ text }) =>
      [...text.matchAll(/(?:from |import\()'([^.'][^']*)'/g)].map((match) => packageOf(match[1] ?? '')),
    );
    // Its own name stands in the examples.
    const known = new Set([...Object.keys(PACKAGE.dependencies), 'qoverride']);
    expect(named.filter((name) => !known.has(name) && !isBuiltin(name))).toEqual([]);
    expect(types.length).toBeGreaterThan(100);
  });

  it('has everything that the command line needs in the command line', async () => {
    expect(await findImports('dist/bin.js')).toEqual([]);
  });

  it('carries the licence of every package in the command line', async () => {
    const temporary = makeFolder();
    onTestFinished(temporary.remove);
    const { outputs } = await bundleProgram(ROOT, temporary.path);
    const bundled = Object.values(outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .flatMap(([path, { bytesInOutput }]) =>
        bytesInOutput === 0
          ? []
          : (/^node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
      );
    const missing = [...new Set(bundled)].filter((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
        readonly name: string;
        readonly version: string;
      };
      return !LICENCES.includes(`\n${name} ${version} (`);
    });
    expect(missing).toEqual([]);
    expect(bundled).toContain('node_modules/got');
    expect(LICENCES).toMatch(/\ngot 14\.[^ ]+ \(MIT\)\n\nMIT License\n\nCopyright \(c\) Sindre Sorhus/);
  });

  it('tells nothing of the machine that it was built on', () => {
    const telling = readTree('dist').filter(
      ({ path, text }) =>
        path.endsWith('.map') || text.includes('sourceMappingURL') || text.includes(ROOT.replace(/\/$/, '')),
    );
    expect(telling.map(({ path }) => path)).toEqual([]);
  });
});

const LICENCES = readFileSync(join(ROOT, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
