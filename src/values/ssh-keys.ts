import { join } from 'node:path';
import { readNamedFile } from '../files/read-named.js';
import type { ValueContext } from './context.js';

/** A file in which `sops` looks for an SSH key. */
interface SshKeyFile {
  readonly path: string;
  /** Such as `~/.ssh/id_rsa`. */
  readonly name: string;
}

/** The variable that names a key file. */
export const SSH_KEY_VARIABLE = 'SOPS_AGE_SSH_PRIVATE_KEY_FILE';
const HOME_KEYS = ['id_ed25519', 'id_rsa'];

/** Bytes. */
const LARGEST_KEY = 64 * 1024;

/** Where `sops` looks for the SSH keys of the user. Source: SOPS, age/keysource.go. */
export const sshKeyFiles = ({
  env,
  homeDir,
}: Pick<ValueContext, 'env' | 'homeDir'>): readonly SshKeyFile[] => {
  const given = env[SSH_KEY_VARIABLE] ?? '';
  return [
    ...(given === '' ? [] : [{ path: given, name: SSH_KEY_VARIABLE }]),
    ...(homeDir === null
      ? []
      : HOME_KEYS.map((name) => ({ path: join(homeDir, '.ssh', name), name: `~/.ssh/${name}` }))),
  ];
};

/** Names the SSH keys of the user that have a passphrase, which `sops` can only ask for on a terminal. */
export const findLockedSshKeys = async (
  context: Pick<ValueContext, 'env' | 'homeDir' | 'signal'>,
): Promise<readonly string[]> => {
  const names = await Promise.all(
    sshKeyFiles(context).map(async ({ path, name }) => {
      const read = await readNamedFile(path, { limit: LARGEST_KEY, signal: context.signal });
      return read.kind === 'read' && isLocked(read.bytes.toString('latin1')) ? [name] : [];
    }),
  );
  return names.flat();
};

/** The start of a key that OpenSSH wrote without a passphrase. Source: OpenSSH, PROTOCOL.key. */
const OPEN_KEY = Buffer.from('openssh-key-v1\0\0\0\0\x04none', 'latin1');

const isLocked = (text: string): boolean => {
  if (/^Proc-Type: 4,ENCRYPTED|^-----BEGIN ENCRYPTED PRIVATE KEY-----/m.test(text)) return true;
  const [, body] = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]*)/.exec(text) ?? [];
  return body !== undefined && !Buffer.from(body, 'base64').subarray(0, OPEN_KEY.length).equals(OPEN_KEY);
};
