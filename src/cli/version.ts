import { readFileSync } from 'node:fs';

/** The version in `package.json`, which sits two folders above this file in the source and in the package. */
export const readVersion = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
};
