import { delimiter, isAbsolute, resolve } from 'node:path';
import { readRegularFile } from '../../files/read.js';
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
export const explainNotFound = (lookUp: ProgramLookUp): Outcome<never> => {
  const { name } = lookUp;
  const shebang = readShebang(lookUp);
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
export const explainFailedScript = (lookUp: ProgramLookUp): Outcome<never> | null =>
  readShebang(lookUp)?.endsWith('\r') === true ? explainCarriageReturn(lookUp.name) : null;

const explainCarriageReturn = (name: string): Outcome<never> =>
  miss(
    'exec-not-found',
    `the first line of the script ${name} ends with a carriage return, so its interpreter was not found`,
    'save it with Unix line ends; in .gitattributes, `*.sh text eol=lf` keeps them',
  );

/** Larger files are programs, not scripts. Bytes. */
const LARGEST_SCRIPT = 1024 * 1024;

/** The first line of a script; null for anything else. */
const readShebang = ({ program, folder, searchPath }: ProgramLookUp): string | null => {
  const isPath = isAbsolute(program) || /[\\/]/.test(program);
  const folders = isPath ? [folder] : searchPath.split(delimiter).filter((entry) => entry !== '');
  for (const candidate of folders) {
    const read = readRegularFile(resolve(folder, candidate, program), LARGEST_SCRIPT);
    if (read.kind === 'too-large') return null;
    if (read.kind !== 'read') continue;
    const [line = ''] = read.bytes.toString('latin1').split('\n', 1);
    return line.startsWith('#!') ? line : null;
  }
  return null;
};
