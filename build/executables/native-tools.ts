import { execFileSync } from 'node:child_process';

/** What can sign a program for macOS without a certificate: Apple's own tool, and one that runs anywhere (`cargo install apple-codesign`). */
const SIGNERS = [
  ['codesign', '--sign', '-', '--force'],
  ['rcodesign', 'sign'],
] as const;

/** Signs a program for macOS ad hoc, with the first tool that is there. Without a signature, a Mac with Apple's chips does not run it. */
export const signForMac = (file: string): boolean =>
  SIGNERS.some(([program, ...argv]) => hasRun(program, [...argv, file]));

/** What can take the symbols out of a program; the second one knows only the platform that it runs on. */
const STRIPPERS = ['llvm-strip', 'strip'] as const;

/** Takes the symbols out of a program for Linux, which are a seventh of it. */
export const stripSymbols = (file: string): boolean => STRIPPERS.some((program) => hasRun(program, [file]));

/** Whether a program was there, and did it. */
const hasRun = (program: string, argv: readonly string[]): boolean => {
  try {
    execFileSync(program, argv, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
