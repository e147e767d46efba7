import { readNamedFile } from '../files/read-named.js';
import { readRegularFile } from '../files/read.js';
import type { ValueContext } from './context.js';
import { sshKeyFiles, userKeyFile } from './credentials.js';
import { isLockedKeyFile } from './sops/identities.js';
import { parseAgeIdentities, type SopsIdentity } from './sops/index.js';

/** The age identities of the person who runs the tool. */
export interface IdentitySet {
  readonly identities: readonly SopsIdentity[];
  /** What could not be used, such as `line 3 of SOPS_AGE_KEY_FILE`; it quotes no key. */
  readonly unusable: readonly string[];
  /** What only the `sops` program can use, such as `SOPS_AGE_KEY_CMD`. */
  readonly forProgram: readonly string[];
}

/**
 * Collects identities from `SOPS_AGE_KEY`, `SOPS_AGE_KEY_FILE` and the user's `sops/age/keys.txt`, like `sops`. Commands that
 * print keys, plugins and passphrases are left to the program.
 */
export const loadIdentities = async (
  context: Pick<ValueContext, 'env' | 'homeDir' | 'signal'>,
): Promise<IdentitySet> => {
  const { signal } = context;
  const path = context.env['SOPS_AGE_KEY_FILE'] ?? '';
  const userFile = userKeyFile(context);
  const sets = [
    parse(context.env['SOPS_AGE_KEY'] ?? '', 'SOPS_AGE_KEY'),
    path === '' ? NONE : await readKeys(path, { name: 'SOPS_AGE_KEY_FILE', isNamed: true }, signal),
    userFile === null
      ? NONE
      : await readKeys(userFile, { name: "the user's sops/age/keys.txt", isNamed: false }, signal),
  ];
  return {
    identities: sets.flatMap((set) => set.identities),
    unusable: sets.flatMap((set) => set.unusable),
    forProgram: [
      ...sets.flatMap((set) => set.forProgram),
      ...((context.env[KEY_COMMAND] ?? '') === '' ? [] : [KEY_COMMAND]),
    ],
  };
};

const KEY_COMMAND = 'SOPS_AGE_KEY_CMD';
const NONE: IdentitySet = { identities: [], unusable: [], forProgram: [] };

/** Bytes. */
const LARGEST_KEYS_FILE = 1024 * 1024;

const readKeys = async (
  path: string,
  { name, isNamed }: { readonly name: string; readonly isNamed: boolean },
  signal: AbortSignal,
): Promise<IdentitySet> => {
  const read = await readNamedFile(path, { limit: LARGEST_KEYS_FILE, signal });
  if (read.kind === 'read') return parse(read.bytes.toString('utf8'), name);
  const isAbsent = read.kind === 'unreadable' && read.code === 'ENOENT' && !isNamed;
  return isAbsent ? NONE : { ...NONE, unusable: [`${name} (it cannot be read)`] };
};

const parse = (text: string, name: string): IdentitySet => {
  if (text !== '' && text.trim() === '') return { ...NONE, unusable: [`${name} (only white space)`] };
  if (isLockedKeyFile(text)) return { ...NONE, forProgram: [`${name} with its passphrase`] };
  const { identities, problems } = parseAgeIdentities(text);
  const nameLines = (isForProgram: boolean): readonly string[] =>
    problems
      .filter(({ needsProgram }) => needsProgram === isForProgram)
      .map(({ line }) => `line ${line} of ${name}`);
  return {
    identities,
    unusable: nameLines(false),
    forProgram: nameLines(true).map((place) => `the age plugin of ${place}`),
  };
};

/** Names the SSH keys of the user that have a passphrase, which `sops` can only ask for on a terminal. */
export const findLockedSshKeys = (context: Pick<ValueContext, 'env' | 'homeDir'>): readonly string[] =>
  sshKeyFiles(context).flatMap(({ path, name }) => {
    const read = readRegularFile(path, LARGEST_KEYS_FILE);
    return read.kind === 'read' && isLocked(read.bytes.toString('latin1')) ? [name] : [];
  });

/** The start of a key that OpenSSH wrote without a passphrase. Source: OpenSSH, PROTOCOL.key. */
const OPEN_KEY = Buffer.from('openssh-key-v1\0\0\0\0\x04none', 'latin1');

const isLocked = (text: string): boolean => {
  if (/^Proc-Type: 4,ENCRYPTED|^-----BEGIN ENCRYPTED PRIVATE KEY-----/m.test(text)) return true;
  const [, body] = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]*)/.exec(text) ?? [];
  return body !== undefined && !Buffer.from(body, 'base64').subarray(0, OPEN_KEY.length).equals(OPEN_KEY);
};
