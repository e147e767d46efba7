import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The inputs of a build: files, and folders with everything in them. The last one records the installed packages. */
const INPUTS = [
  'src',
  'build',
  'schemas',
  'package.json',
  'tsconfig.json',
  'node_modules/.package-lock.json',
];

/** The file in which a build records its inputs. It is not published. */
const STAMP = '.built-from';

/** Hashes the names and contents of all inputs of a build. */
export const hashInputs = (root: string): string => {
  const hash = createHash('sha256');
  for (const path of INPUTS.flatMap((input) => listFiles(root, input))) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${String(content.length)}\0`).update(content);
  }
  return hash.digest('hex');
};

/** Lists a file, or all files in a folder, sorted; empty if the path does not exist. */
const listFiles = (root: string, path: string): readonly string[] => {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return found === undefined ? [] : [path];
  return readdirSync(join(root, path))
    .toSorted()
    .flatMap((name) => listFiles(root, join(path, name)));
};

/** Records the inputs of a build in the build. */
export const writeStamp = (folder: string, hash: string): void => writeFileSync(join(folder, STAMP), hash);

/** Whether the build in a folder was made from the current inputs. File times do not matter. */
export const isBuilt = (root: string, folder: string): boolean => {
  const stamp = join(folder, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashInputs(root);
};
