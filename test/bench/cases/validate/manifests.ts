import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { measure, type Measurement } from '../../harness/measure.js';
import { BIN } from '../../harness/paths.js';

/** A folder of manifests, for as long as they are measured. */
export interface ManifestFolder {
  readonly path: string;
  readonly remove: () => void;
}

/** Writes files, by their path, into a new folder. */
export const writeFiles = (files: Readonly<Record<string, string>>): ManifestFolder => {
  const path = mkdtempSync(join(tmpdir(), 'bench-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, remove: () => rmSync(path, { recursive: true }) };
};

/** Runs `validate` over a file or a folder once. */
export const runValidate = (
  path: string,
  flags: readonly string[] = [],
  exitCode = 0,
): Promise<Measurement> =>
  measure({ command: ['node', BIN, 'validate', path, ...flags], peak: true, exitCode });

const HEAD = 'version: 1\norganization: Acme\nproject: shop\nenvironment: production\n';

/** A manifest of so many overrides, ten to a service, the first of them numbered `from`. */
export const writeOverrides = (count: number, from = 0): string =>
  writeList(
    count,
    (index) => `  - application: service-${Math.floor((from + index) / 10)}
    secret: SECRET_${from + index}
    valueFrom: { env: SECRET_${from + index} }
    description: Replica ${from + index}
`,
  );

/** So many overrides spread over a hundred files. */
export const spreadOverrides = (count: number, folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: 100 }, (_, file) => [
      `${folder}/${String(file).padStart(3, '0')}.yaml`,
      writeOverrides(count / 100, (file * count) / 100),
    ]),
  );

/** So many overrides, each with a slip in a property's name, a value of the wrong type and two sources. */
export const writeWrongOverrides = (count: number): string =>
  writeList(
    count,
    (index) => `  - aplication: service-${index}
    secret: 7
    valueFrom: { env: SECRET_${index}, file: { path: secret-${index} } }
`,
  );

/** One map of so many shared sources, none of them used, so that each is warned about. */
export const writeSources = (count: number): string =>
  `${HEAD}sources:\n${repeat(count, (index) => `  source-${index}: { exec: { command: [read, it-${index}] } }\n`)}overrides: []\n`;

/** One override with so many properties that are not known. */
export const writeUnknownProperties = (count: number): string =>
  writeList(
    1,
    () => `  - application: checkout\n${repeat(count, (index) => `    property-${index}: of no use\n`)}`,
  );

const writeList = (count: number, write: (index: number) => string): string =>
  `${HEAD}overrides:\n${repeat(count, write)}`;

const repeat = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join('');
