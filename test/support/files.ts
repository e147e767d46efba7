import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The plain files below a folder: path → content. */
export const readFiles = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, 'utf8')]),
  );

/** The files that are new or different between two looks, as one text that names each. */
export const describeNewFiles = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string =>
  [...after]
    .filter(([path, text]) => before.get(path) !== text)
    .map(([path, text]) => `${path}\n${text}`)
    .join('\n');
