import { getRawAsset } from 'node:sea';
import { Script } from 'node:vm';
import type * as Program from '../../src/cli/program.js';
import { CODE_CACHE, PROGRAM } from './assets.js';

/**
 * Stands in an executable for `src/cli/program.ts`. The program is a script of its own, with a code cache that was made after
 * it had run: Node makes none like that for the main script. Node ignores a cache that does not fit.
 */
const loadProgram = (): typeof Program => {
  const cachedData = Buffer.from(getRawAsset(CODE_CACHE) as ArrayBuffer);
  const script = new Script(Buffer.from(getRawAsset(PROGRAM) as ArrayBuffer).toString('latin1'), {
    filename: PROGRAM,
    ...(cachedData.length > 0 ? { cachedData } : {}),
  });
  const module = { exports: {} };
  const wrapper = script.runInThisContext() as (...scope: readonly unknown[]) => void;
  wrapper(module.exports, (name: string) => process.getBuiltinModule(name), module);
  return module.exports as typeof Program;
};

export const { runCli } = loadProgram();
