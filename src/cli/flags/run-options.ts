import { resolve } from 'node:path';
import { readNamedFile } from '../../files/read-named.js';
import { Failure } from '../../model/failure.js';
import { decodeText } from '../../text/decode.js';
import { readCredential } from '../../text/credential.js';
import { printable } from '../../text/escape.js';
import { maskLines } from '../../values/mask.js';
import type { ConnectOptions } from '../../run/connect.js';
import type { ManifestOptions } from '../../run/manifests.js';
import type { KeyOptions, PlanOptions } from '../../run/planning/options.js';
import type { ValueOptions } from '../../run/planning/values.js';
import type { Io } from '../io.js';
import type { ApiFlags, OutputFlags, RunFlags } from './options.js';

/** What every use case that calls the API gets from the command line: the flags as they are, the token, and the world outside. */
export const readApiOptions = <Flags extends ApiFlags>(
  { env, cwd, clock, random }: Io,
  flags: Flags,
): Flags & ConnectOptions & { readonly cwd: string } => ({
  ...flags,
  token: readVariable(env, 'QOVERY_API_TOKEN') ?? readVariable(env, 'QOVERY_CLI_ACCESS_TOKEN') ?? undefined,
  env,
  cwd,
  clock,
  random,
});

const readVariable = (env: Io['env'], name: string): string | null => readCredential(env[name], name);

/** What `plan` and `apply` get from the command line; throws a `Failure` for a key that cannot be read. */
export const readRunOptions = async (
  io: Io,
  paths: readonly string[],
  flags: RunFlags & OutputFlags,
): Promise<PlanOptions> => ({
  ...readApiOptions(io, flags),
  ...(await readKeys(io, flags.keyFile)),
  ...readPaths(io, paths),
  homeDir: io.homeDir,
  ...readReporters(io, flags),
});

/** The manifests that a command line names; standard input is opened only where it is one of them. */
export const readPaths = (io: Io, paths: readonly string[]): Pick<ManifestOptions, 'paths' | 'stdin'> =>
  paths.includes('-') ? { paths, stdin: io.stdin } : { paths };

/** Values are reported only to a CI system that asked to mask them, and what commands print only under `--debug`. */
const readReporters = (
  { env, stderr }: Io,
  { maskValues, debug }: RunFlags & OutputFlags,
): Pick<ValueOptions, 'onValue' | 'onDebug'> => ({
  ...(maskValues === true && env['GITHUB_ACTIONS'] === 'true'
    ? {
        onValue: (value) => {
          for (const line of maskLines(value)) stderr.write(`${line}\n`);
        },
      }
    : {}),
  ...(debug === true ? { onDebug: (line: string) => stderr.write(`debug: ${printable(line)}\n`) } : {}),
});

/** The keys that the environment and `--key-file` give; throws a `Failure` when one of them is unusable. */
export const readKeys = async (
  { env, cwd, interrupt }: Io,
  keyFile: string | undefined,
): Promise<KeyOptions & Pick<ValueOptions, 'keyFiles'>> => {
  const fromEnv = readVariable(env, 'QOVERRIDE_KEY');
  const oldKeys = [env['QOVERRIDE_OLD_KEYS'] ?? ''];
  // As it is: markers of earlier versions verify only under a key with the white space around it.
  if (keyFile === undefined) return { key: env['QOVERRIDE_KEY'], oldKeys };
  if (fromEnv !== null) {
    throw new Failure('two-keys', '--key-file and QOVERRIDE_KEY are both given', {
      hint: 'leave one of them out; older keys go into QOVERRIDE_OLD_KEYS',
    });
  }
  return { key: await readKeyFile(resolve(cwd, keyFile), keyFile, interrupt), oldKeys, keyFiles: [keyFile] };
};

/** Bytes. */
const LARGEST_KEY_FILE = 64 * 1024;

const readKeyFile = async (path: string, shown: string, signal: AbortSignal): Promise<string> => {
  const read = await readNamedFile(path, { limit: LARGEST_KEY_FILE, signal });
  if (read.kind === 'unreadable') throw unusable(`cannot read the key file ${shown} (${read.code})`);
  if (read.kind !== 'read' || read.bytes.includes(0)) throw unusable(`${shown} is not a key file`);
  const text = decodeText(read.bytes);
  if (text === null) throw unusable(`${shown} is not a key file`);
  if (text === '') throw unusable(`the key file ${shown} is empty`);
  readCredential(text, `the key file ${shown}`);
  return text;
};

const unusable = (message: string): Failure =>
  new Failure('key-file-unreadable', message, { hint: 'make one with: qoverride keygen --out FILE' });
