import { cpSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDERS } from '../layers/layers.js';
import { readFiles } from '../support/files.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { escapePattern } from '../support/package/readme.js';
import { packPackage, ROOT, unpackTarball, type Tarball } from '../support/package/pack.js';

/** What of a checkout packing has no need of. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', 'test', 'coverage', '.tools']);

const LIBRARY = 'dist/{layers}/*.{d.ts,js}';

const LIBRARY_FILE = new RegExp(`^dist/(${FOLDERS.join('|')})/[a-z/-]+\\.(d\\.ts|js)$`);

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
  ['the folder of the checkout', new RegExp(`(?<![\\w-])${escapePattern(ROOT)}`)],
];

/** The files, those together whose names are many or change with what is in them. */
const kindsOf = ({ files }: Tarball): readonly string[] => {
  const kinds = files.map((file) =>
    file
      .replace(/^dist\/bin\/(?:start|[a-z-]+-[0-9A-Z]{8})\.js$/, 'dist/bin/*.js')
      .replace(LIBRARY_FILE, LIBRARY)
      .replace(/^examples\/library\/[a-z-]+\.ts$/, 'examples/library/*.ts')
      .replace(/^examples\/recipes\/[a-z-]+\.yaml$/, 'examples/recipes/*.yaml'),
  );
  return [...new Set(kinds)].toSorted();
};

describe('the tarball', () => {
  let folder: TestFolder;
  let tarball: Tarball;
  let unpacked: string;
  let texts: ReadonlyMap<string, string>;

  beforeAll(() => {
    folder = makeFolder();
    tarball = packPackage(folder.path);
    unpacked = unpackTarball(tarball, folder.path);
    texts = readFiles(unpacked);
  });

  afterAll(() => folder.remove());

  it('holds the program, the library, the schemas, the examples and the documents, and nothing else', () => {
    expect(kindsOf(tarball)).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist/THIRD-PARTY-LICENSES.txt',
      'dist/audit-page/page.css',
      'dist/audit-page/page.js',
      'dist/bin.js',
      'dist/bin/*.js',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/qoverride.1',
      LIBRARY,
      'docs/api-assumptions.md',
      'docs/api.md',
      'docs/apply.md',
      'docs/architecture.md',
      'docs/audit.md',
      'docs/ci.md',
      'docs/cli.md',
      'docs/decisions.md',
      'docs/doctor.md',
      'docs/fingerprints.md',
      'docs/import.md',
      'docs/install.md',
      'docs/library.md',
      'docs/manifests.md',
      'docs/migrate-from-terraform.md',
      'docs/plan.md',
      'docs/policy-tokens.md',
      'docs/policy.md',
      'docs/sandbox.md',
      'docs/values.md',
      'examples/README.md',
      'examples/demo/certs/checkout.pem',
      'examples/demo/overrides/production.yaml',
      'examples/demo/seed.yaml',
      'examples/github-actions/.github/workflows/audit.yaml',
      'examples/github-actions/.github/workflows/overrides.yaml',
      'examples/github-actions/overrides/production.yaml',
      'examples/gitlab/.gitlab-ci.yml',
      'examples/gitlab/overrides/production.yaml',
      'examples/kubernetes/apply.yaml',
      'examples/kubernetes/check.yaml',
      'examples/kubernetes/overrides/production.yaml',
      'examples/library/*.ts',
      'examples/policy-tokens/apply.rego',
      'examples/policy-tokens/plan.rego',
      'examples/policy/plan.rego',
      'examples/preview-environments/.github/workflows/previews.yaml',
      'examples/preview-environments/overrides/preview.yaml',
      'examples/recipes/*.yaml',
      'examples/shards/.github/workflows/overrides.yaml',
      'examples/shards/kubernetes/job.yaml',
      'examples/shards/overrides/production.yaml',
      'package.json',
      'schemas/audit.schema.json',
      'schemas/manifest.schema.json',
      'schemas/plan.schema.json',
      'schemas/sandbox-seed.schema.json',
    ]);
  });

  it('is built anew by npm itself, so that nothing of an older build gets in', () => {
    const source = join(folder.path, 'checkout');
    cpSync(ROOT, source, {
      recursive: true,
      filter: (path) => !LEFT_OUT.has(relative(ROOT, path).split('/')[0] ?? ''),
    });
    symlinkSync(join(ROOT, 'node_modules'), join(source, 'node_modules'));
    mkdirSync(join(source, 'dist'));
    writeFileSync(join(source, 'dist/of-an-older-build.js'), '');
    const packed = join(folder.path, 'packed');
    mkdirSync(packed);
    expect(kindsOf(packPackage(packed, { source, hooks: true }))).toEqual(kindsOf(tarball));
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

  it('holds what its documents link to, except pictures', () => {
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
