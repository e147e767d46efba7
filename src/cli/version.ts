import { readPackageFile } from './package-file.js';

/** The version in `package.json`. */
export const readVersion = (): string =>
  (JSON.parse(readPackageFile('package.json')) as { readonly version: string }).version;
