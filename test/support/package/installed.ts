import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { makeFolder, type TestFolder } from '../folder.js';
import { environmentFor, findNode, startServer } from './machine.js';
import { packPackage } from './pack.js';
import { exchange, readBlocks, shellBlocks } from './readme.js';

/** The package as somebody has it who began to follow the README. */
export interface Installed {
  readonly folder: TestFolder;
  /** The folder with `node_modules` and the demo; also the working folder of `run`. */
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Address of the sandbox that the README has started. */
  readonly url: string;
  /** Runs a program and gives its standard output; fails where it does. */
  readonly run: (program: string, ...argv: readonly string[]) => string;
  readonly close: () => void;
}

/** Does what the README says first, with the tarball in place of the registry's, on a Node of that version; null is the running one. */
export const installByReadme = async (version: string | null): Promise<Installed> => {
  const folder = makeFolder({ 'home/.keep': '' });
  const home = join(folder.path, 'home');
  const env = environmentFor(findNode(version, folder.path));
  const { path } = packPackage(folder.path);
  const [install = ''] = shellBlocks(readBlocks('README.md', 'A five-minute tour'));
  const fromTarball = exchange(install, 'npm install qoverride', `npm install --prefer-offline '${path}'`);
  const sandbox = await startServer(exchange(fromTarball, '--port 8080', '--port 0'), { cwd: home, env });
  return {
    folder,
    home,
    env,
    url: sandbox.url,
    run: (program, ...argv) =>
      execFileSync(program, argv, { cwd: home, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
    close: () => {
      sandbox.stop();
      folder.remove();
    },
  };
};
