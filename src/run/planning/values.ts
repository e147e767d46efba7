import { resolve } from 'node:path';
import { createLimit, forEachLimited } from '../../async/for-each-limited.js';
import type { DeclaredOverride, ValueSource } from '../../model/declared-override.js';
import { compareDiagnostics, type Diagnostic } from '../../model/diagnostic.js';
import { Failure } from '../../model/failure.js';
import { SecretValue } from '../../model/secret-value.js';
import { SOURCE_CREDENTIALS, type ValueResolution } from '../../model/value-reference.js';
import { formatCount } from '../../text/words.js';
import { createValueResolver, type ValueResolver } from '../../values/resolver.js';
import { clockOf, type ConnectOptions, type Environment } from '../connect.js';
import { homeFolder, killProcess, never, workingFolder } from '../machine.js';
import { readRoot } from '../manifests.js';

/** Where values may come from. */
export interface ValueOptions {
  /** Folder that no file may leave to become a value. Default: the git top level above `cwd`, else `cwd` unless that is the whole file system. */
  readonly root?: string;
  /** Globs over the environment variables that manifests may read. Default: all but credentials. */
  readonly allowEnv?: readonly string[];
  /** Whether manifests may run commands. Default: whether `QOVERRIDE_ALLOW_EXEC` of `env` is 1. */
  readonly allowExec?: boolean;
  /** Whether Vault may be asked over plain http on another machine, as inside a cluster. Default: whether `QOVERRIDE_ALLOW_INSECURE_VAULT` of `env` is 1. */
  readonly allowInsecureVault?: boolean;
  /** Files that must never become a value because they hold a key, relative to `cwd`. Default: none; those of SOPS are always known. */
  readonly keyFiles?: readonly string[];
  /** Absolute home folder, where age keys are looked for; null if there is none. Default: the user's. */
  readonly homeDir?: string | null;
  /** Gives values from a store of your own. Default: all come from where manifests say. */
  readonly valueSource?: ValueSource;
  /** Called with each value that was read, so that it can be masked in logs. */
  readonly onValue?: (value: SecretValue) => void;
  /** Called with each line that a command writes to standard error, values hidden. */
  readonly onDebug?: (line: string) => void;
}

/** The values of one run, each resolved at most once. */
export interface ValueStore {
  /** Resolves what is not resolved yet; throws a `Failure` (`value-refused`) with all findings where a value is not allowed. */
  readonly resolve: (overrides: readonly DeclaredOverride[]) => Promise<void>;
  readonly of: (declared: DeclaredOverride) => ValueResolution;
  /** Passes on what commands wrote to standard error, when all values are resolved, and ends what reading them began. */
  readonly finish: () => Promise<void>;
}

type RunResolver = Pick<ValueResolver, 'resolve' | 'report' | 'close'>;

/** Values read at once: enough to ask every source from the start, while memory does not grow with their number. */
const MOST_AT_ONCE = 1000;

/** Makes a store over a resolver; without one every value is `not-evaluated`. */
export const createValueStore = (resolver: RunResolver | null): ValueStore => {
  const resolutions = new Map<DeclaredOverride, ValueResolution>();
  return {
    resolve: async (overrides) => {
      if (resolver === null) return;
      const open = overrides.filter((declared) => !resolutions.has(declared));
      await forEachLimited(open, { limit: createLimit(MOST_AT_ONCE) }, async (declared) => {
        resolutions.set(declared, await resolver.resolve(declared));
      });
      refuse([...resolutions.values()]);
    },
    of: (declared) => resolutions.get(declared) ?? { kind: 'not-evaluated' },
    finish: async () => {
      await resolver?.close();
      resolver?.report();
    },
  };
};

const refuse = (resolutions: readonly ValueResolution[]): void => {
  const failed = resolutions.filter((resolution) => resolution.kind === 'failed');
  if (!failed.some((resolution) => resolution.refused)) return;
  const diagnostics: readonly Diagnostic[] = failed
    .map((resolution) => resolution.diagnostic)
    .toSorted(compareDiagnostics);
  throw new Failure(
    'value-refused',
    `${formatCount(failed.length, 'value')} could not be read or ${failed.length === 1 ? 'is' : 'are'} not allowed; nothing was changed`,
    { diagnostics },
  );
};

/** Makes what resolves the values of a run; throws a `Failure` (`no-root`) where the root is not there. */
export const createResolver = async (
  options: ValueOptions &
    ConnectOptions &
    SecretOptions & { readonly cwd?: string; readonly strict?: boolean },
): Promise<RunResolver> => {
  const { env = {}, cwd = workingFolder(), onValue } = options;
  const resolver = createValueResolver({
    env,
    root: await readRoot(options),
    allowEnv: options.allowEnv ?? [],
    allowExec: options.allowExec ?? env['QOVERRIDE_ALLOW_EXEC'] === '1',
    allowInsecureVault: options.allowInsecureVault ?? env['QOVERRIDE_ALLOW_INSECURE_VAULT'] === '1',
    keyFiles: (options.keyFiles ?? []).map((file) => resolve(cwd, file)),
    homeDir: options.homeDir === undefined ? homeFolder() : options.homeDir,
    secrets: secretsOf(options),
    strict: options.strict === true,
    source: options.valueSource ?? null,
    debug: options.onDebug ?? null,
    signal: options.signal ?? never(),
    clock: clockOf(options),
    kill: killProcess,
  });
  if (onValue === undefined) return resolver;
  return {
    report: resolver.report,
    close: resolver.close,
    resolve: async (declared) => {
      const resolution = await resolver.resolve(declared);
      if (resolution.kind === 'resolved') onValue(resolution.value);
      return resolution;
    },
  };
};

/** What no value may be or contain: the options' own keys and token, and those in `env` under this tool's names. */
interface SecretOptions {
  readonly key?: string | undefined;
  readonly oldKeys?: readonly string[];
  readonly token?: string | undefined;
  readonly env?: Environment;
}

const SECRET_VARIABLES = [
  'QOVERRIDE_KEY',
  'QOVERRIDE_OLD_KEYS',
  'QOVERY_API_TOKEN',
  'QOVERY_CLI_ACCESS_TOKEN',
  'Q_CLI_ACCESS_TOKEN',
  ...SOURCE_CREDENTIALS.vault.names,
];

const secretsOf = ({ key, oldKeys = [], token, env = {} }: SecretOptions): readonly SecretValue[] =>
  [key, token, ...oldKeys, ...SECRET_VARIABLES.map((name) => env[name])]
    .flatMap((text) => (text ?? '').split(/[\r\n]+/))
    .filter((line) => line.trim() !== '')
    .map((line) => new SecretValue(line));
