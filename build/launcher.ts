import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.js';

/**
 * The start of the command line, `bin.js`: it loads the program only where Node is new enough for it. Older versions can parse it, as
 * an ES module or as a script. An `import` statement would load the program first, and fail with a page of minified source.
 */
export const renderLauncher = (): string => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Package;
  const oldest = /^>=(?<shown>(?<major>\d+)\.(?<minor>\d+))\.0$/.exec(engines.node)?.groups;
  if (oldest === undefined) throw new Error('engines.node must be written as >=20.19.0');
  const { shown = '', major = '', minor = '' } = oldest;
  return `#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > ${major} || (major === ${major} && minor >= ${minor})) import('./bin/start.js');
else {
  process.exitCode = 1;
  process.stderr.write('qoverride needs Node \\u2265 ${shown}, this is ' + process.versions.node + '\\n');
}
`;
};

interface Package {
  readonly engines: { readonly node: string };
}
