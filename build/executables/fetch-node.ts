import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.js';
import { replaceFolder } from '../replace-folder.js';
import { NODE_VERSION, PLATFORMS, type Platform } from './platforms.js';

/** Keeps what was fetched, for the next build. */
const CACHE = join(ROOT, 'node_modules/.cache/qoverride-executables');

/** The Node of a platform, unpacked. */
export interface FetchedNode {
  /** The package's folder. */
  readonly folder: string;
  readonly program: string;
}

/** Fetches the Node of a platform from the npm registry, unless an earlier build did, and refuses a package with another hash. */
export const fetchNode = (platform: Platform): FetchedNode => {
  const { name, program, integrity } = PLATFORMS[platform];
  const folder = join(CACHE, `${name}-${NODE_VERSION}`);
  if (!existsSync(folder)) {
    const fetched = `${folder}-${randomUUID()}`;
    mkdirSync(fetched, { recursive: true });
    try {
      const tarball = downloadPackage(`${name}@${NODE_VERSION}`, fetched);
      checkIntegrity(tarball, integrity);
      execFileSync('tar', ['xzf', tarball, '--strip-components=1', '-C', fetched]);
      rmSync(tarball);
      replaceFolder(fetched, folder);
    } finally {
      rmSync(fetched, { recursive: true, force: true });
    }
  }
  return { folder, program: join(folder, program) };
};

const downloadPackage = (spec: string, folder: string): string => {
  const argv = ['pack', spec, '--json', '--pack-destination', folder];
  const output = execFileSync('npm', argv, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  const [{ filename }] = JSON.parse(output) as readonly [{ readonly filename: string }];
  return join(folder, filename);
};

/** Throws unless a file has the hash that it must have. */
export const checkIntegrity = (tarball: string, integrity: string): void => {
  const found = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (found !== integrity) throw new Error(`${tarball} has the hash ${found}, and must have ${integrity}.`);
};
