import { build, type BuildOptions, type Metafile } from 'esbuild';
import { compiledValidators } from './compiled-validators.js';
import { fewChunks, groupChunks } from './few-chunks.js';
import { leftOut } from './left-out.js';
import { nodeBuiltins } from './node-builtins.js';
import { renderedHelp } from './rendered-help.js';

/**
 * Bundles the command line into a folder: `bin.js`, which is little, and the rest in files of `bin/`, loaded where a command
 * needs them. Everything but Node itself is inside. Gives esbuild's account of what went where.
 */
export const bundleProgram = async (root: string, folder: string): Promise<Metafile> => {
  const options = {
    absWorkingDir: root,
    entryPoints: ['src/bin.ts'],
    outdir: folder,
    // Two folders below the package, as in `src`: what is read at run time is found from there.
    chunkNames: 'bin/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    legalComments: 'none',
    // Less to read for Node; names stay, for the frames of a crash.
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
    metafile: true,
    // For CommonJS packages, which require nothing but modules of Node: an ES module has no `require`.
    banner: { js: 'const require = process.getBuiltinModule;' },
    alias: ALIASES,
    define: { 'Intl.ListFormat': 'LazyListFormat' },
    inject: ['build/lazy-list-format.ts'],
  } satisfies BuildOptions;
  const plugins = [compiledValidators, renderedHelp, leftOut, nodeBuiltins];
  const { metafile: scattered } = await build({ ...options, plugins, write: false });
  const groups = groupChunks(scattered, {
    start: ['src/bin.ts'],
    program: ['src/cli/program.ts'],
    offline: ['src/cli/validate.ts'],
  });
  const { metafile } = await build({ ...options, plugins: [...plugins, fewChunks(groups, root)] });
  return metafile;
};

/** Bundles the GitHub Action, which starts the program beside it, into one file of a folder. */
export const bundleAction = async (root: string, folder: string): Promise<void> => {
  await build({
    absWorkingDir: root,
    entryPoints: ['src/action.ts'],
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    legalComments: 'none',
    logLevel: 'warning',
  });
};

/** The builds of packages that are to be taken. */
const ALIASES = {
  // The other one looks for a package at run time.
  fdir: './node_modules/fdir/dist/index.cjs',
  // The build for browsers is the same but for one thing: it does not look at the environment again at every token.
  yaml: './node_modules/yaml/browser/index.js',
};

/** Bundles the script and the style of the audit's page, which go into the page itself, into a folder. */
export const bundleAuditPage = async (root: string, folder: string): Promise<void> => {
  await build({
    absWorkingDir: root,
    entryPoints: ['page.ts', 'page.css'].map((name) => `src/render/audit-page/browser/${name}`),
    outdir: folder,
    bundle: true,
    minify: true,
    target: 'es2023',
    logLevel: 'warning',
  });
};
