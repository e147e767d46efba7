import { renameSync, rmSync } from 'node:fs';

/** Replaces a folder with a finished one, so that nobody finds a partial folder. Several processes may do this at once; the last one wins. */
export const replaceFolder = (made: string, place: string): void => {
  const old = `${made}-old`;
  while (!rename(made, place, ['ENOTEMPTY', 'EEXIST', 'EPERM'])) {
    // Another process may have removed it already.
    rename(place, old, ['ENOENT']);
    rmSync(old, { recursive: true, force: true });
  }
};

/** Runs an action. Returns whether it succeeded; the given error codes mean that it did not. */
const rename = (from: string, to: string, expected: readonly string[]): boolean => {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (expected.includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
};
