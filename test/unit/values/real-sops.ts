import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-context.js';

/** What the tests run, if it is on PATH under these names: any version, the oldest and the newest that is known to work. */
export const SOPS_PROGRAMS = ['sops', 'sops-3.7.3', 'sops-3.13.3'] as const;

/** The full path of a program; null where it is not installed. */
export const findProgram = (program: string): string | null => {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$0"', program], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
};

/** Whether `sops` on PATH is version 3 with at least this minor version: older ones do not know all that tests ask of it. */
export const hasSops = (minor: number): boolean => {
  const { stdout } = spawnSync('sops', ['--version'], { encoding: 'utf8' });
  return Number(/^sops 3\.(\d+)/.exec(stdout ?? '')?.[1] ?? -1) >= minor;
};

/** A folder that has one version of `sops` under that name, to be put before PATH. */
export const makeProgramFolder = (program: string): string => {
  const folder = makeFolder();
  symlinkSync(findProgram(program) ?? program, join(folder, 'sops'));
  return folder;
};

/** An SSH key pair in files, with the public key as a recipient. */
export const makeSshKey = (
  folder: string,
  name: string,
  { type = 'ed25519', passphrase = '', more = [] as readonly string[] } = {},
): { readonly path: string; readonly recipient: string } => {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', '', '-f', path, ...more]);
  return {
    path,
    recipient: execFileSync('ssh-keygen', ['-y', '-P', passphrase, '-f', path], { encoding: 'utf8' }).trim(),
  };
};

/** Encrypts a text with the program. */
export const encryptFile = (
  file: string,
  text: string,
  { program = 'sops', arguments: more }: { readonly program?: string; readonly arguments: readonly string[] },
): void => {
  writeFileSync(file, text);
  execFileSync(program, ['--encrypt', '--in-place', ...more, file], { stdio: ['ignore', 'ignore', 'pipe'] });
};
