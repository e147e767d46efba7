import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { compiledValidators } from './compiled-validators.js';
import { fewChunks, groupChunks } from './few-chunks.js';
import { renderLauncher } from './launcher.js';
import { leftOut } from './left-out.js';
import { nodeBuiltins } from './node-builtins.js';
import { renderedHelp } from './rendered-help.js';

/** What every bundle of the command line has in common. */
export const programOptions = (root: string) =>
  ({
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    legalComments: 'none',
    // Less to read for Node; names stay, for the frames of a crash.
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
    metafile: true,
    alias: ALIASES,
    define: { 'Intl.ListFormat': 'LazyListFormat' },
    inject: ['build/lazy-list-format.ts'],
  }) satisfies BuildOptions;

/** The plugins that every bundle of the command line needs. */
export const PROGRAM_PLUGINS: readonly Plugin[] = [compiledValidators, renderedHelp, leftOut, nodeBuiltins];

/**
 * Bundles the command line into a folder: `bin.js`, which looks at the version of Node, and the rest in files of `bin/`, loaded where a
 * command needs them. Everything but Node itself is inside. Gives esbuild's account of what went where.
 */
export const bundleProgram = async (root: string, folder: string): Promise<Metafile> => {
  const options = {
    ...programOptions(root),
    entryPoints: { 'bin/start': 'src/bin.ts' },
    outdir: folder,
    // Two folders below the package, as in `src`: what is read at run time is found from there.
    chunkNames: 'bin/[name]-[hash]',
    splitting: true,
    format: 'esm',
    target: 'node20.19',
    // For CommonJS packages, which require nothing but modules of Node: an ES module has no `require`.
    banner: { js: 'const require = process.getBuiltinModule;' },
  } satisfies BuildOptions;
  const { metafile: scattered } = await build({ ...options, plugins: [...PROGRAM_PLUGINS], write: false });
  const groups = groupChunks(scattered, {
    start: ['src/bin.ts'],
    program: ['src/cli/program.ts'],
    offline: ['src/cli/validate.ts'],
  });
  const { metafile } = await build({ ...options, plugins: [...PROGRAM_PLUGINS, fewChunks(groups, root)] });
  writeFileSync(join(folder, 'bin.js'), renderLauncher());
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
