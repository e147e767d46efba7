import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { delimiter, isAbsolute, resolve } from 'node:path';
import { miss, type Outcome } from '../outcome.js';

/** A program that could not be run, and where it was looked for. */
export interface ProgramLookUp {
  /** As the manifest names it. */
  readonly program: string;
  /** Names it in messages. */
  readonly name: string;
  /** Absolute; the program runs there. */
  readonly folder: string;
  /** The value of PATH. */
  readonly searchPath: string;
}

/**
 * Explains why a system does not find a program. It says the same of a script whose interpreter is missing; the usual cause is the
 * carriage return of a Windows line, which counts as part of the interpreter's name.
 */
export const explainNotFound = async (lookUp: ProgramLookUp): Promise<Outcome<never>> => {
  const { name } = lookUp;
  const shebang = await readShebang(lookUp);
  if (shebang === null) {
    return miss(
      'exec-not-found',
      `the program ${name} was not found`,
      'check that it is on PATH, and that each argument is an entry of its own in `command`',
    );
  }
  return shebang.endsWith('\r')
    ? explainCarriageReturn(name)
    : miss(
        'exec-not-found',
        `the script ${name} names an interpreter that was not found`,
        'check its first line',
      );
};

/** Explains an exit code that says that a program was not found, where a carriage return is the cause; null where it is not. */
export const explainFailedScript = async (lookUp: ProgramLookUp): Promise<Outcome<never> | null> =>
  (await readShebang(lookUp))?.endsWith('\r') === true ? explainCarriageReturn(lookUp.name) : null;

const explainCarriageReturn = (name: string): Outcome<never> =>
  miss(
    'exec-not-found',
    `the first line of the script ${name} ends with a carriage return, so its interpreter was not found`,
    'save it with Unix line ends; in .gitattributes, `*.sh text eol=lf` keeps them',
  );

/** More than a line with an interpreter needs. */
const MOST_OF_LINE = 256;

/** The first line of a script; null for anything else. */
const readShebang = async ({ program, folder, searchPath }: ProgramLookUp): Promise<string | null> => {
  const isPath = isAbsolute(program) || /[\\/]/.test(program);
  const folders = isPath ? [folder] : searchPath.split(delimiter).filter((entry) => entry !== '');
  for (const candidate of folders) {
    const start = await readStart(resolve(folder, candidate, program));
    if (start === null) continue;
    return start.startsWith('#!') ? (start.split('\n')[0] ?? '') : null;
  }
  return null;
};

/** Does not wait for the other end of a pipe; Windows has no such flag. */
// oxlint-disable-next-line no-bitwise -- flags of open(2)
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const readStart = async (path: string): Promise<string | null> => {
  const handle = await open(path, OPEN_FLAGS).catch(() => null);
  try {
    if (handle === null || !(await handle.stat()).isFile()) return null;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_OF_LINE), 0, MOST_OF_LINE, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch {
    return null;
  } finally {
    await handle?.close();
  }
};
