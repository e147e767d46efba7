import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a build is made of: folders with all that is in them, and files. The last one says which packages are installed. */
const INPUTS = [
  'src',
  'build',
  'schemas',
  'docs/cli.md',
  'package.json',
  'tsconfig.json',
  'node_modules/.package-lock.json',
];

/** Where a build says what it was made of. It is not published. */
const STAMP = '.built-from';

/** Hashes the names and contents of everything that a build is made of. */
export const hashInputs = (root: string): string => {
  const hash = createHash('sha256');
  for (const path of INPUTS.flatMap((input) => listFiles(root, input))) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${String(content.length)}\0`).update(content);
  }
  return hash.digest('hex');
};

/** A file, or all files in a folder, sorted; nothing where there is neither. */
const listFiles = (root: string, path: string): readonly string[] => {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return found === undefined ? [] : [path];
  return readdirSync(join(root, path))
    .toSorted()
    .flatMap((name) => listFiles(root, join(path, name)));
};

/** Notes in a build which inputs it was made of. */
export const writeStamp = (folder: string, hash: string): void => writeFileSync(join(folder, STAMP), hash);

/** Whether the build in a folder was made of what is in the project now. File times do not matter. */
export const isBuilt = (root: string, folder: string): boolean => {
  const stamp = join(folder, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashInputs(root);
};
