/** Names, upper case; a final `*` stands for any rest. Tokens and keys of this tool, and of what it reads SOPS files with. */
const OWN_CREDENTIALS = ['QOVERY_API_TOKEN', 'QOVERY_CLI_ACCESS_TOKEN', 'Q_CLI_ACCESS_TOKEN', 'QOVERRIDE_*'];
const SOPS_KEYS = ['SOPS_AGE_*'];
const OTHER_CREDENTIALS = ['VAULT_TOKEN', 'BAO_TOKEN', 'GITHUB_TOKEN', 'ACTIONS_*', 'CI_JOB_TOKEN'];

/**
 * Whether a variable holds a credential of the run itself, which no manifest may turn into a value that others can read.
 * Case does not count, because Windows finds `QOVERRIDE_KEY` under any spelling.
 */
export const isCredential = (name: string): boolean =>
  matches(name, [...OWN_CREDENTIALS, ...SOPS_KEYS, ...OTHER_CREDENTIALS]);

/** The environment of a command: the parent's, without our token and without our keys. */
export const childEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> => without(env, [...OWN_CREDENTIALS, ...SOPS_KEYS]);

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
