import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ROOT } from './paths.js';

/** The folders of the packages that have code in a bundle, relative to the project, sorted. */
export const findPackages = ({ outputs }: Metafile): readonly string[] => {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const folders = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /^node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  return [...new Set(folders)].toSorted();
};

/** Writes the licences of the packages in a bundle beside it: their authors ask that they come along. `more` holds further licences. */
export const writeLicences = (
  bundle: Metafile,
  folder: string,
  { head, more = [] }: { readonly head: string; readonly more?: readonly string[] },
): void => {
  const texts = [...findPackages(bundle).map(describe), ...more];
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), [`${head}\n`, ...texts].join(RULE));
};

const RULE = `\n${'-'.repeat(80)}\n\n`;

const describe = (folder: string): string => {
  const { name, version, license } = readPackage(folder);
  return `${name} ${version} (${license})\n\n${readLicence(join(ROOT, folder))}\n`;
};

/** What a package says of itself; its folder is relative to the project. */
export const readPackage = (folder: string): Readonly<Record<'name' | 'version' | 'license', string>> =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));

/** Fails the build where a package states no terms: then nobody knows whether it may be shipped. */
const readLicence = (folder: string): string => {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(?:$|[.-])/i.test(name));
  if (file === undefined) throw new Error(`no licence in ${folder}`);
  return readFileSync(join(folder, file), 'utf8').trim();
};
