import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, delimiter, join } from 'node:path';

/** Settings of this machine that npm and Node need to reach a registry; nothing else of this process's environment is passed on. */
const PASSED_ON =
  /^(HOME|TMPDIR|(HTTPS?|NO)_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|npm_config_(?!local_prefix).*)$/i;

/** The environment of somebody whose `node` is the one in the folder given. */
export const environmentFor = (nodeFolder: string): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && PASSED_ON.test(name) ? [[name, value]] : [],
    ),
  ),
  PATH: `${nodeFolder}${delimiter}${process.env['PATH'] ?? ''}`,
});

/** Whether packages can be installed here; asks for one that the project has anyway. */
export const canInstall = (): boolean => {
  try {
    const argv = ['view', 'yaml', 'version', '--fetch-retries=0', '--fetch-timeout=15000'];
    execFileSync('npm', argv, { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('No package registry answers: the package is not tried as people install it.\n');
    return false;
  }
};

/** Installs a Node of its own, by version or range, and gives the folder of its program; without a version it is the running one. */
export const findNode = (version: string | null, folder: string): string => {
  if (version === null) return dirname(process.execPath);
  const prefix = join(folder, `node-${version}`);
  mkdirSync(prefix);
  execFileSync('npm', ['install', '--no-save', '--prefix', prefix, `node@${version}`], {
    cwd: prefix,
    env: environmentFor(dirname(process.execPath)),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return join(prefix, 'node_modules/node/bin');
};

/** A program that runs on until it is stopped. */
export interface Running {
  /** The address that it said it listens on. */
  readonly url: string;
  readonly stop: () => void;
}

/** Runs a script that ends by starting a server on this machine, and waits until that says where it listens. */
export const startServer = (
  script: string,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Running> =>
  new Promise((resolve, reject) => {
    // A group of its own, so that what the shell started is stopped with it.
    const child = spawn('sh', ['-ec', script], {
      ...options,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { pid } = child;
    let printed = '';
    const listen = (chunk: Buffer): void => {
      printed += chunk.toString('utf8');
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
      if (url !== undefined && pid !== undefined) {
        resolve({ url, stop: () => process.kill(-pid, 'SIGTERM') });
      }
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', reject);
    child.on('close', (code) => reject(new Error(`ended with ${String(code)}:\n${printed}`)));
  });

const BETWEEN = '\u{1e}';

/** Runs commands one after another in one shell, as a person types them, and gives what each printed to standard output. */
export const runInShell = (
  setUp: string,
  commands: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): readonly string[] => {
  const script = [setUp, ...commands].join(`\nprintf '${BETWEEN}'\n`);
  const output = execFileSync('sh', ['-ec', script], {
    ...options,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return output.split(BETWEEN).slice(1);
};
