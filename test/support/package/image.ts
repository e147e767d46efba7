import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fetchNode } from '../../../build/executables/fetch-node.js';
import { collectRun } from '../collect-run.js';
import type { TestFolder } from '../folder.js';
import type { CliRun } from '../run-cli.js';
import { packPackage, ROOT } from './pack.js';

/** A built image, mounted. */
export interface Image {
  /** The folder that holds its files. */
  readonly files: string;
  /** What it says of itself, as the OCI names it. */
  readonly config: {
    readonly User: string;
    readonly Env: readonly string[];
    readonly Entrypoint: readonly string[];
    readonly WorkingDir: string;
    readonly Labels: Readonly<Record<string, string>>;
  };
  readonly close: () => void;
}

/** What the Containerfile's own steps run; the base image has it, and so must its stand-in. */
const PROGRAMS = ['sh', 'env', 'find', 'gzip', 'ln', 'mkdir', 'sleep', 'tar', 'touch'];

/** Whether images can be built here without a daemon: by root, with buildah, on the platform of the Node that is put into them. */
export const canBuildImages = (): boolean => {
  if (process.platform !== 'linux' || process.arch !== 'x64' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('buildah', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('There is no buildah: the image is not tried.\n');
    return false;
  }
};

/** Builds the image from the packed package, on a base of this machine's own programs: none can be pulled where there is no registry. */
export const buildImage = (folder: TestFolder): Image => {
  const [store, runRoot] = [join(folder.path, 'store'), join(folder.path, 'run')];
  const buildah = (...argv: readonly string[]): string =>
    execFileSync('buildah', ['--storage-driver', 'vfs', '--root', store, '--runroot', runRoot, ...argv], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const context = join(folder.path, 'context');
  mkdirSync(context);
  packPackage(context);
  const base = buildah('from', 'scratch');
  buildah('copy', base, layOutBase(folder), '/');
  buildah('config', '--env', 'PATH=/usr/local/bin:/usr/bin', base);
  buildah('commit', base, 'localhost/base');
  const built = [
    'BASE=localhost/base',
    'VERSION=1.2.3',
    'SOURCE=https://example.com/a/b',
    'SOURCE_DATE_EPOCH=1700000000',
  ];
  const settings = built.flatMap((argument) => ['--build-arg', argument]);
  const how = ['--isolation', 'chroot', '--pull-never', '--timestamp', '1700000000', ...settings];
  const containerfile = join(ROOT, 'Containerfile');
  buildah('build', ...how, '--file', containerfile, '--tag', 'localhost/qoverride', context);
  const { OCIv1 } = JSON.parse(buildah('inspect', '--type', 'image', 'localhost/qoverride')) as {
    readonly OCIv1: { readonly config: Image['config'] };
  };
  const container = buildah('from', '--pull-never', 'localhost/qoverride');
  return {
    files: buildah('mount', container),
    config: OCIv1.config,
    close: () => {
      buildah('umount', '--all');
    },
  };
};

/** Lays out the Node of the executables, the programs above and the libraries that they need. */
const layOutBase = (folder: TestFolder): string => {
  const root = join(folder.path, 'base');
  const copy = (from: string, to: string): void => {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    copyFileSync(realpathSync(from), join(root, to));
  };
  const { program } = fetchNode('linux-x64');
  const programs = PROGRAMS.map((name) =>
    execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(),
  );
  copy(program, 'usr/local/bin/node');
  for (const path of programs) copy(path, join('usr/bin', basename(path)));
  for (const path of [program, ...programs]) {
    const libraries = execFileSync('ldd', [path], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g);
    for (const [, library = ''] of libraries) copy(library, library);
  }
  symlinkSync('usr/bin', join(root, 'bin'));
  for (const mountPoint of ['dev', 'proc']) mkdirSync(join(root, mountPoint));
  return root;
};

/** A run of an image's entry point. */
export interface ImageRun {
  readonly argv: readonly string[];
  /** Mounted at the working folder. */
  readonly work: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the id of the process that is number 1 inside, after it has printed something. */
  readonly started?: (processId: number) => void;
}

/** Runs the entry point as a runtime does: as process 1, as the image's user, on a file system that nobody may write to. */
export const runImage = (
  { files, config }: Image,
  { argv, work, env = {}, started }: ImageRun,
): Promise<CliRun> => {
  const script = `
    mount --bind "$FILES" "$FILES"
    mount --bind "$WORK" "$FILES${config.WorkingDir}"
    mount -o remount,ro,bind "$FILES${config.WorkingDir}"
    mount --bind /dev "$FILES/dev"
    mount -t proc proc "$FILES/proc"
    mount -o remount,ro,bind "$FILES"
    exec chroot --userspec=${config.User} "$FILES" /usr/bin/env --ignore-environment --chdir=${config.WorkingDir} "$@"`;
  const settings = [...config.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
  const inside = [...settings, ...config.Entrypoint, ...argv];
  const child = spawn(
    'unshare',
    ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-ec', script, 'sh', ...inside],
    { env: { PATH: process.env['PATH'], FILES: files, WORK: work }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stdout.once('data', () => {
    const children = readFileSync(`/proc/${String(child.pid)}/task/${String(child.pid)}/children`, 'utf8');
    started?.(Number(children.trim()));
  });
  return collectRun(child);
};
