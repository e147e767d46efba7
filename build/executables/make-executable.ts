import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.js';
import { CODE_CACHE, PROGRAM } from './assets.js';
import type { ExecutableBundle } from './bundle.js';
import { fetchNode } from './fetch-node.js';
import { signForMac, stripSymbols } from './native-tools.js';
import { executableName, thisPlatform, type Platform } from './platforms.js';

/** Where things are while an executable is made. */
export interface Workshop {
  readonly bundle: ExecutableBundle;
  /** A folder for what is only needed meanwhile; `audit-page` in it holds the parts of that page. */
  readonly scratch: string;
  /** Where the executable goes. */
  readonly out: string;
}

/** Makes the executable of one platform. Gives what could not be done here, in a sentence each. */
export const makeExecutable = (platform: Platform, { bundle, scratch, out }: Workshop): readonly string[] => {
  const maker = fetchNode(thisPlatform()).program;
  const node = join(scratch, `node-${platform}`);
  copyFileSync(fetchNode(platform).program, node);
  const isLinux = platform.startsWith('linux-');
  const isStripped = !isLinux || stripSymbols(node);

  const cache = join(scratch, `${platform}.cache`);
  const isCached = platform === thisPlatform();
  if (isCached) makeCodeCache(maker, bundle.program, cache);
  else writeFileSync(cache, '');

  const made = join(scratch, executableName(platform));
  const config = join(scratch, `${platform}.json`);
  const assets = { ...packageFiles(scratch), [PROGRAM]: bundle.program, [CODE_CACHE]: cache };
  writeFileSync(
    config,
    JSON.stringify({
      main: bundle.main,
      mainFormat: 'module',
      executable: node,
      output: made,
      disableExperimentalSEAWarning: true,
      assets,
    }),
  );
  execFileSync(maker, ['--build-sea', config], { stdio: ['ignore', 'ignore', 'inherit'] });
  chmodSync(made, 0o755);
  const isSigned = !platform.startsWith('darwin-') || signForMac(made);
  renameSync(made, join(out, executableName(platform)));
  return [
    ...(isStripped ? [] : ['It holds symbols: neither llvm-strip nor strip could take them out.']),
    ...(isCached ? [] : ['It starts slower: a code cache can only be made on that platform.']),
    ...(isSigned ? [] : ['It is not signed, so macOS will not run it: neither codesign nor rcodesign is here.']),
  ];
};

const makeCodeCache = (node: string, program: string, cache: string): void => {
  const maker = join(ROOT, 'build/executables/make-code-cache.ts');
  execFileSync(node, [maker, program, cache, join(ROOT, 'examples/demo')], {
    env: {},
    stdio: ['ignore', 'ignore', 'inherit'],
  });
};

/** The files of the package that the program reads, by the path that it asks for. */
const packageFiles = (scratch: string): Readonly<Record<string, string>> => {
  const schemas = readdirSync(join(ROOT, 'schemas')).map((name) => `schemas/${name}`);
  const workflows = [
    'examples/github-actions/.github/workflows/overrides.yaml',
    'examples/gitlab/.gitlab-ci.yml',
  ];
  const page = ['page.js', 'page.css'].map(
    (name) => [`dist/audit-page/${name}`, join(scratch, 'audit-page', name)] as const,
  );
  return Object.fromEntries([
    ...[...schemas, ...workflows].map((path) => [path, join(ROOT, path)] as const),
    ...page,
  ]);
};
