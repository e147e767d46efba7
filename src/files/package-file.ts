import { readFileSync } from 'node:fs';

/** Reads a file of the package, such as a schema. The package's folder is two above this file: in `src`, and wherever the build puts it. */
export const readPackageFile = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The version in `package.json`. */
export const readVersion = (): string =>
  (JSON.parse(readPackageFile('package.json')) as { readonly version: string }).version;
