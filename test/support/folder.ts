import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder for one test. */
export interface TestFolder {
  readonly path: string;
  /** Writes a file below the folder, with the folders it needs. */
  readonly write: (file: string, text: string | Uint8Array) => void;
  readonly remove: () => void;
}

/** Makes an empty folder with the files given. */
export const makeFolder = (files: Readonly<Record<string, string | Uint8Array>> = {}): TestFolder => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'qoverride-test-')));
  const write = (file: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  return { path, write, remove: () => rmSync(path, { recursive: true, force: true }) };
};
