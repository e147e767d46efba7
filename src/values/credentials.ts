import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { SOURCE_CREDENTIALS } from '../model/value-reference.js';
import type { ValueContext } from './context.js';
import { isSameFile } from './sources/file.js';
import { readVariable, userTokenFile } from './vault/variables.js';

/** Upper case; a final `*` stands for any rest. The tokens and keys of this tool. */
const OWN_CREDENTIALS = ['QOVERY_API_TOKEN', 'QOVERY_CLI_ACCESS_TOKEN', 'Q_CLI_ACCESS_TOKEN', 'QOVERRIDE_*'];
const CI_CREDENTIALS = ['GITHUB_TOKEN', 'ACTIONS_*', 'CI_JOB_TOKEN'];

const SOURCES = Object.values(SOURCE_CREDENTIALS);
const ALL_CREDENTIALS = [...OWN_CREDENTIALS, ...CI_CREDENTIALS, ...SOURCES.flatMap(({ names }) => names)];
const KEPT_FROM_COMMANDS = [
  ...OWN_CREDENTIALS,
  ...SOURCES.filter(({ reachCommands }) => !reachCommands).flatMap(({ names }) => names),
];

/**
 * Whether a variable holds a credential of the run itself, which no manifest may turn into a value that others can read.
 * Case does not matter, because Windows ignores it in names of variables.
 */
export const isCredential = (name: string): boolean => matches(name, ALL_CREDENTIALS);

/** The environment of a command: the parent's, without this tool's token and keys. */
export const childEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> => without(env, KEPT_FROM_COMMANDS);

/** The environment of the `sops` program, which needs its own keys. */
export const sopsEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> => without(env, OWN_CREDENTIALS);

const without = (
  env: Readonly<Record<string, string | undefined>>,
  patterns: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || matches(name, patterns) ? [] : [[name, value]],
    ),
  );

const matches = (name: string, patterns: readonly string[]): boolean => {
  const upper = name.toUpperCase();
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? upper.startsWith(pattern.slice(0, -1)) : upper === pattern,
  );
};

/**
 * The file in which `sops` looks for the user's age keys; null if the user has no home folder.
 * Source: SOPS, age/keysource.go.
 */
export const userKeyFile = (context: Pick<ValueContext, 'env' | 'homeDir'>): string | null => {
  const folder = userConfigFolder(context);
  return folder === null ? null : join(folder, 'sops', 'age', 'keys.txt');
};

/** A file in which `sops` looks for an SSH key. */
interface SshKeyFile {
  readonly path: string;
  /** Such as `~/.ssh/id_rsa`. */
  readonly name: string;
}

/** The variable that names an SSH key file for `sops`. */
export const SSH_KEY_VARIABLE = 'SOPS_AGE_SSH_PRIVATE_KEY_FILE';
const HOME_KEYS = ['id_ed25519', 'id_rsa'];

/** Where `sops` looks for the SSH keys of the user. Source: SOPS, age/keysource.go. */
export const sshKeyFiles = ({
  env,
  homeDir,
}: Pick<ValueContext, 'env' | 'homeDir'>): readonly SshKeyFile[] => {
  const given = nonEmpty(env[SSH_KEY_VARIABLE]);
  return [
    ...(given === null ? [] : [{ path: given, name: SSH_KEY_VARIABLE }]),
    ...(homeDir === null
      ? []
      : HOME_KEYS.map((name) => ({ path: join(homeDir, '.ssh', name), name: `~/.ssh/${name}` }))),
  ];
};

const userConfigFolder = ({ env, homeDir }: Pick<ValueContext, 'env' | 'homeDir'>): string | null => {
  const system = platform();
  const given = nonEmpty(env[system === 'win32' ? 'APPDATA' : 'XDG_CONFIG_HOME']);
  if (given !== null || homeDir === null) return given;
  if (system === 'win32') return join(homeDir, 'AppData', 'Roaming');
  return system === 'darwin' ? join(homeDir, 'Library', 'Application Support') : join(homeDir, '.config');
};

const nonEmpty = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text;

/** Makes a test for whether an open file is one of the key files in use, whatever name or hard link it was found by. */
export const createKeyFileTest = (context: ValueContext): ((stats: BigIntStats) => Promise<boolean>) => {
  const paths = [
    ...context.keyFiles,
    context.env['SOPS_AGE_KEY_FILE'] ?? '',
    userKeyFile(context) ?? '',
    ...['CLIENT_KEY', 'ID_TOKEN_FILE'].map((suffix) => readVariable(context.env, suffix)?.text ?? ''),
    userTokenFile(context) ?? '',
    ...sshKeyFiles(context).map(({ path }) => path),
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
