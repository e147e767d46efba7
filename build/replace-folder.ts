import { renameSync, rmSync } from 'node:fs';

/** Puts a finished folder in the place of another, so that nobody finds half of it. Several processes may do so at once: one is last. */
export const replaceFolder = (made: string, place: string): void => {
  const old = `${made}-old`;
  while (!rename(made, place, ['ENOTEMPTY', 'EEXIST', 'EPERM'])) {
    // Somebody else may have taken it away already.
    rename(place, old, ['ENOENT']);
    rmSync(old, { recursive: true, force: true });
  }
};

/** Whether it was possible; the errors named here say that it was not. */
const rename = (from: string, to: string, expected: readonly string[]): boolean => {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (expected.includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
};
