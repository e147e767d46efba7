import { dirname, resolve } from 'node:path';
import { codeOf } from '../../files/error-code.js';
import { makeFolders } from '../../files/folders.js';
import { readRegularFile } from '../../files/read.js';
import { createFile, replaceFile } from '../../files/write.js';
import type { Explanation } from '../../model/explanation.js';
import { Failure } from '../../model/failure.js';
import type { SecretValue } from '../../model/secret-value.js';
import { loadIdentities } from '../../values/age-identities.js';
import { findPoison } from '../../values/checks.js';
import { MAX_BYTES } from '../../values/sources/file.js';
import { formatForWriting } from '../../values/sops/writing/new-text.js';
import {
  addToSopsFile,
  makeSopsFile,
  openSopsFile,
  type OpenSopsFile,
  type PlacedValue,
} from '../../values/sops/writing/sops-file.js';
import { checkRecipients } from '../../values/sops/writing/seal.js';
import type { Environment } from '../connect.js';
import { homeFolder, never, workingFolder } from '../machine.js';

/** Which SOPS file gets values, and for whom. */
export interface SopsTargetOptions {
  /** The SOPS file, relative to `cwd`: `.yaml`, `.yml`, `.json` or `.env`. It is made, or added to if an age identity opens it. */
  readonly sopsFile: string;
  /** Age recipients of a new file (`age1…`); those of an existing one stay. Default: `SOPS_AGE_RECIPIENTS` of `env`, separated by commas. */
  readonly recipients?: readonly string[];
  /** Absolute folder that relative paths start from. Default: that of this process. */
  readonly cwd?: string;
  /** `SOPS_AGE_KEY` and `SOPS_AGE_KEY_FILE` open an existing file. Default: none. */
  readonly env?: Environment;
  /** Absolute home folder, where age keys are looked for; null if there is none. Default: the user's. */
  readonly homeDir?: string | null;
  /** Ends the reading of key files. Default: nothing does. */
  readonly signal?: AbortSignal;
}

/** A SOPS file that is ready to get values. */
export interface SopsTarget {
  /** As the user named it. */
  readonly shown: string;
  /** Absolute. */
  readonly path: string;
  /** The bytes that are there; null for a new file. */
  readonly before: Uint8Array | null;
  readonly opened: OpenSopsFile;
}

/**
 * Makes a SOPS file ready, in memory: nothing is written yet.
 *
 * @throws Failure `sops-format`, `no-recipient`, `bad-recipient`, `other-recipients`, `file-unreadable`, and what `openSopsFile` throws
 */
export const openSopsTarget = async (options: SopsTargetOptions): Promise<SopsTarget> => {
  const { cwd = workingFolder(), env = {}, sopsFile: shown } = options;
  const path = resolve(cwd, shown);
  const format = formatForWriting(shown);
  const given = options.recipients ?? [];
  const before = readExisting(path, shown);
  if (before === null) {
    const recipients = given.length > 0 ? given : (env['SOPS_AGE_RECIPIENTS'] ?? '').split(',');
    return { shown, path, before, opened: await makeSopsFile(format, recipients) };
  }
  const wanted = given.length === 0 ? [] : checkRecipients(given);
  const { identities } = await loadIdentities({
    env,
    homeDir: options.homeDir === undefined ? homeFolder() : options.homeDir,
    signal: options.signal ?? never(),
  });
  const opened = await naming(shown, () => openSopsFile(before, format, identities));
  if (wanted.every((recipient) => opened.recipients.includes(recipient))) {
    return { shown, path, before, opened };
  }
  throw new Failure('other-recipients', `${shown} exists, and is not encrypted to every recipient given`, {
    hint: 'leave --recipient out to keep its recipients, or add one first with `sops rotate --add-age`',
  });
};

/** A SOPS file with its new values, composed and checked. */
export interface PreparedSops {
  /** Writes it, whole or not at all; throws a `Failure` (`file-changed`, `file-unwritable`). */
  readonly save: () => Promise<void>;
}

/**
 * Adds values in memory; `now` is in milliseconds since 1970. Nothing is written before `save`.
 *
 * @throws Failure `sops-file-too-large`, and what `addToSopsFile` throws
 */
export const prepareSops = async (
  { shown, path, before, opened }: SopsTarget,
  values: readonly PlacedValue[],
  now: number,
): Promise<PreparedSops> => {
  const text = await naming(shown, () => addToSopsFile(opened, values, now));
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw new Failure(
      'sops-file-too-large',
      `${shown} would be larger than 1 MiB, and could not be read again; nothing was written`,
      { hint: 'use several SOPS files, such as one for each environment' },
    );
  }
  return { save: () => saveText({ shown, path, before }, text) };
};

const saveText = async (
  { shown, path, before }: Pick<SopsTarget, 'shown' | 'path' | 'before'>,
  text: string,
): Promise<void> => {
  if (before !== null && readExisting(path, shown)?.equals(before) !== true) {
    throw new Failure('file-changed', `${shown} was changed in the meantime; nothing was written`, {
      hint: 'run the command again',
    });
  }
  try {
    if (before === null) {
      await makeFolders(dirname(path));
      await createFile(path, text);
    } else await replaceFile(path, text);
  } catch (error) {
    throw new Failure('file-unwritable', `cannot write ${shown} (${codeOf(error)}); nothing was written`, {
      hint: 'name a file in a folder that you may write to',
    });
  }
};

/** Says of which file a failure speaks. */
const naming = async <Result>(shown: string, act: () => Result | Promise<Result>): Promise<Result> => {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.code, `${shown}: ${error.message}`, { hint: error.hint });
  }
};

const readExisting = (path: string, shown: string): Buffer | null => {
  const read = readRegularFile(path, MAX_BYTES);
  switch (read.kind) {
    case 'read':
      return read.bytes;
    case 'too-large':
      throw unreadable(`${shown} is larger than 1 MiB`);
    case 'not-regular':
      throw unreadable(`${shown} is not a regular file`);
    case 'unreadable':
      if (read.code === 'ENOENT') return null;
      throw unreadable(`cannot read ${shown} (${read.code})`);
  }
};

const unreadable = (message: string): Failure =>
  new Failure('file-unreadable', message, { hint: 'name a new file, or a SOPS file that can be read' });

/**
 * Explains why a value must not go into a SOPS file: no manifest could take it from there, or it looks like what a broken pipeline leaves
 * behind. Null where it may. `subject` names it in the message.
 */
export const checkPlaintext = (
  value: SecretValue,
  subject: string,
  allowSuspicious: boolean,
): Explanation | null =>
  findPoison({
    text: value.reveal(),
    subject,
    source: 'read',
    allowEmpty: false,
    allowUnauthenticated: false,
    allowSuspicious,
    isStrict: false,
    clear: null,
    isInterpolated: false,
  });
