import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What `npm pack` made. */
export interface Tarball {
  readonly path: string;
  /** Paths within the package, sorted. */
  readonly files: readonly string[];
}

/** Packs the project in `source` into `folder`; with its hooks, which build it first, or as it is built now. */
export const packPackage = (
  folder: string,
  { source = ROOT, hooks = false }: { readonly source?: string; readonly hooks?: boolean } = {},
): Tarball => {
  const argv = ['pack', '--json', `--ignore-scripts=${String(!hooks)}`, '--pack-destination', folder];
  const output = execFileSync('npm', argv, {
    cwd: source,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // With hooks, what they print comes first.
  const [packed] = JSON.parse(output.slice(output.search(/^\[$/m))) as readonly [
    { readonly filename: string; readonly files: readonly { readonly path: string }[] },
  ];
  return {
    path: join(folder, packed.filename),
    files: packed.files.map(({ path }) => path).toSorted(),
  };
};

/** Unpacks a tarball, without what it depends on, and gives the folder that holds the package. */
export const unpackTarball = ({ path }: Tarball, folder: string): string => {
  const unpacked = join(folder, 'unpacked');
  mkdirSync(unpacked);
  execFileSync('tar', ['xzf', path, '--strip-components=1', '-C', unpacked]);
  return unpacked;
};
