import { cpSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFiles } from '../support/files.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { packPackage, ROOT, unpackTarball, type Tarball } from '../support/package/pack.js';

/** What of a checkout packing has no need of. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', 'test', 'coverage']);

/** Credentials by their shape, and paths of the machine that built this. */
const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{16}/],
  ['an age key', /AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]{20}/],
  ['a token of npm, GitHub or GitLab', /\b(npm_|gh[opsur]_|github_pat_|glpat-)\w{20}/],
  ['a key of a cloud', /\b(AKIA[0-9A-Z]{16}|AIza[\w-]{35})\b/],
  ['a JWT', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./],
  ['a login for a registry', /_auth(Token)?=/],
  ['a source map', /sourceMappingURL/],
  ['a home folder', /(?<![\w.~$}])\/(home|Users|root)\/[\w.-]+\//],
  ['a folder of Windows', /\b[A-Z]:\\+Users\\/],
  ['the folder of the checkout', literally(ROOT.replace(/\/$/, ''))],
  ['the home of who builds', literally(`${homedir()}/`)],
];

function literally(text: string): RegExp {
  return new RegExp(text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
}

describe('the tarball', () => {
  let folder: TestFolder;
  let tarball: Tarball;
  let unpacked: string;
  let texts: ReadonlyMap<string, string>;

  // From a copy, by the hooks that publishing runs too: what is there from an older build must not get in.
  beforeAll(() => {
    folder = makeFolder();
    const source = join(folder.path, 'checkout');
    cpSync(ROOT, source, {
      recursive: true,
      filter: (path) => !LEFT_OUT.has(relative(ROOT, path).split('/')[0] ?? ''),
    });
    symlinkSync(join(ROOT, 'node_modules'), join(source, 'node_modules'));
    mkdirSync(join(source, 'dist'));
    writeFileSync(join(source, 'dist/of-an-older-build.js'), '');
    tarball = packPackage(folder.path, { source, hooks: true });
    unpacked = unpackTarball(tarball, folder.path);
    texts = readFiles(unpacked);
  }, 300_000);

  afterAll(() => folder.remove());

  it('holds the program, the types, the schemas, the examples and the documents, and nothing else', () => {
    const kinds = new Set(
      tarball.files.map((file) =>
        file
          .replace(/^dist\/.*(\.d\.ts|\.js)$/, 'dist/*$1')
          .replace(/^examples\/recipes\/.*\.yaml$/, 'examples/recipes/*.yaml'),
      ),
    );
    expect([...kinds].toSorted()).toEqual([]);
  });

  it('holds nothing of the machine that it was built on, and no credential', () => {
    const found = [...texts].flatMap(([path, text]) =>
      FORBIDDEN.filter(([, pattern]) => pattern.test(text)).map(
        ([what, pattern]) => `${relative(unpacked, path)}: ${what}: ${pattern.exec(text)?.[0] ?? ''}`,
      ),
    );
    expect(found).toEqual([]);
  });

  it('finds in itself each file that its package.json names', () => {
    const text = readFileSync(join(unpacked, 'package.json'), 'utf8');
    const named = [...text.matchAll(/"(?:\.\/)?(dist\/[\w./-]+)"/g)].map(([, file]) => file ?? '');
    expect(named.length).toBeGreaterThanOrEqual(3);
    for (const file of named) expect(tarball.files).toContain(file);
  });

  it('has a program that a shell can start', () => {
    const bin = join(unpacked, 'dist/bin.js');
    expect(readFileSync(bin, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(bin).mode & 0o111).toBe(0o111);
  });

  it('holds what its documents link to, but for pictures', () => {
    const missing = [...texts].flatMap(([path, text]) =>
      path.endsWith('.md')
        ? [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
            .map(([, target]) => relative(unpacked, join(path, '..', target ?? '')))
            .filter(
              (target) =>
                !tarball.files.some(
                  (file) => file === target || file.startsWith(`${target.replace(/\/$/, '')}/`),
                ),
            )
        : [],
    );
    expect(missing).toEqual(['test/pictures/plan.svg', 'test/pictures/audit.png']);
  });
});
