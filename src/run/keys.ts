import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../model/failure.js';
import type { Keyring } from '../model/fingerprint-key.js';
import { cutFinalNewline, parseKeyring } from '../plan/signing/keyring.js';
import type { Io } from '../cli/io.js';

const KEY_FILE_LIMIT = 64 * 1024;

/** The keys of this run, and the files that hold them, which must not become values. */
export interface RunKeys {
  readonly keyring: Keyring;
  /** Absolute paths. */
  readonly keyFiles: readonly string[];
}

/** Collects the keys that the environment and `--key-file` give; throws a `Failure` when one of them is unusable. */
export const readKeys = async (io: Io, keyFile: string | undefined): Promise<RunKeys> => {
  const fromEnv = io.env['QOVERRIDE_KEY'] ?? '';
  if (keyFile !== undefined && fromEnv !== '') {
    throw new Failure('two-keys', '--key-file and QOVERRIDE_KEY are both given', {
      hint: 'leave one of them out; older keys go into QOVERRIDE_OLD_KEYS',
    });
  }
  const keyring = parseKeyring({
    key: keyFile === undefined ? fromEnv : await readKeyFile(resolve(io.cwd, keyFile), keyFile),
    oldKeys: io.env['QOVERRIDE_OLD_KEYS'] ?? null,
    randomKey: Buffer.from(io.randomBytes(32)).toString('base64url'),
  });
  return { keyring, keyFiles: keyFile === undefined ? [] : [resolve(io.cwd, keyFile)] };
};

const readKeyFile = async (path: string, shown: string): Promise<string> => {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new Failure('key-file-unreadable', `cannot read the key file ${shown} (${reason})`, {
      hint: 'make one with: qoverride keygen --out FILE',
    });
  }
  if (bytes.length > KEY_FILE_LIMIT || bytes.includes(0)) {
    throw new Failure('key-file-unreadable', `${shown} is not a key file`, {
      hint: 'make one with: qoverride keygen --out FILE',
    });
  }
  const key = cutFinalNewline(bytes.toString('utf8'));
  if (key === '') {
    throw new Failure('key-file-unreadable', `the key file ${shown} is empty`, {
      hint: 'make one with: qoverride keygen --out FILE',
    });
  }
  return key;
};
