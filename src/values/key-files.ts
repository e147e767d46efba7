import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import type { ValueContext } from './context.js';
import { isSameFile } from './file.js';

/** Where `sops` looks for the user's age keys; absolute where the environment is sane. Source: SOPS, age/keysource.go. */
export const userKeyFile = (context: Pick<ValueContext, 'env' | 'homeDir'>): string =>
  join(userConfigFolder(context), 'sops', 'age', 'keys.txt');

const userConfigFolder = ({ env, homeDir }: Pick<ValueContext, 'env' | 'homeDir'>): string => {
  const system = platform();
  if (system === 'win32') return nonEmpty(env['APPDATA']) ?? join(homeDir, 'AppData', 'Roaming');
  return (
    nonEmpty(env['XDG_CONFIG_HOME']) ??
    (system === 'darwin' ? join(homeDir, 'Library', 'Application Support') : join(homeDir, '.config'))
  );
};

const nonEmpty = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text;

/** Makes the test whether an open file is one of the key files in use, under whatever name or hard link it was found. */
export const createKeyFileTest = (context: ValueContext): ((stats: BigIntStats) => Promise<boolean>) => {
  const paths = [
    ...context.keyFiles,
    ...['SOPS_AGE_KEY_FILE', 'SOPS_AGE_SSH_PRIVATE_KEY_FILE'].map((name) => context.env[name] ?? ''),
    userKeyFile(context),
  ].filter((path) => path !== '');
  let known: Promise<readonly BigIntStats[]> | null = null;
  return async (stats) => {
    known ??= statAll(paths);
    return (await known).some((key) => isSameFile(key, stats));
  };
};

const statAll = async (paths: readonly string[]): Promise<readonly BigIntStats[]> => {
  const found = await Promise.allSettled(paths.map((path) => stat(path, { bigint: true })));
  return found.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
};
