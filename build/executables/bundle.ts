import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { PROGRAM_PLUGINS, programOptions } from '../bundle.js';
import { NODE_VERSION } from './platforms.js';

/** What an executable runs. */
export interface ExecutableBundle {
  /** The main script: it answers `--version` and `--help`, and loads the program for everything else. */
  readonly main: string;
  readonly program: string;
  /** esbuild's account of what went into both. */
  readonly metafile: Metafile;
}

/** Bundles the command line into a folder, as two scripts that need no other file. */
export const bundleExecutable = async (root: string, folder: string): Promise<ExecutableBundle> => {
  const main = join(folder, 'main.mjs');
  const program = join(folder, 'program.js');
  const options = { ...programOptions(root), target: `node${NODE_VERSION}` };
  const replaceFile = replaceModule(root, /\/files\/package-file\.js$/, 'package-file.ts');
  const replaceProgram = replaceModule(root, /\/cli\/program\.js$/, 'load-program.ts');
  const [{ metafile: ofMain }, { metafile: ofProgram }] = await Promise.all([
    build({
      ...options,
      entryPoints: ['src/bin.ts'],
      outfile: main,
      format: 'esm',
      plugins: [replaceProgram, replaceFile, ...PROGRAM_PLUGINS],
    }),
    build({
      ...options,
      entryPoints: ['src/cli/program.ts'],
      outfile: program,
      format: 'cjs',
      banner: { js: '(function (exports, require, module) {' },
      footer: { js: '})' },
      plugins: [replaceFile, ...PROGRAM_PLUGINS],
    }),
  ]);
  const metafile = {
    inputs: { ...ofMain.inputs, ...ofProgram.inputs },
    outputs: { ...ofMain.outputs, ...ofProgram.outputs },
  };
  return { main, program, metafile };
};

/** Puts a file of this folder in the place of a module of the source. */
const replaceModule = (root: string, filter: RegExp, file: string): Plugin => ({
  name: file,
  setup: (bundling) => {
    bundling.onResolve({ filter }, () => ({ path: join(root, 'build/executables', file) }));
  },
});
