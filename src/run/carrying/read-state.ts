import { resolve } from 'node:path';
import type { FileRead } from '../../files/read.js';
import { readNamedFile, readStream } from '../../files/read-named.js';
import { Failure } from '../../model/failure.js';
import { parseTerraformState, type StateOverride } from '../../plan/import/terraform-state.js';
import { decodeText, dropByteOrderMark } from '../../text/decode.js';
import { never, workingFolder } from '../machine.js';

/** Where a Terraform state is. */
export interface StateOptions {
  /** A file that holds it, relative to `cwd`; `-` is `stdin`. */
  readonly terraformState: string;
  /** Absolute folder that relative paths start from. Default: that of this process. */
  readonly cwd?: string;
  /** What `-` reads. Default: nothing, which makes it an error. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Ends the reading. Default: nothing does. */
  readonly signal?: AbortSignal;
}

/** Most bytes of a state. */
const LARGEST_STATE = 64 * 1024 * 1024;

/**
 * Reads the overrides in a Terraform state, and forgets the rest of it.
 *
 * @throws Failure `file-unreadable`, and what `parseTerraformState` throws
 */
export const readState = async (options: StateOptions): Promise<readonly StateOverride[]> => {
  const { terraformState: file } = options;
  const read = await readWhole(options);
  const text = read.kind === 'read' ? decodeText(read.bytes) : null;
  if (text !== null) return parseTerraformState(dropByteOrderMark(text));
  const shown = file === '-' ? 'standard input' : file;
  throw new Failure('file-unreadable', `cannot read a Terraform state from ${shown} (${explain(read)})`, {
    hint: 'give what `terraform state pull` or `terraform show -json` prints, as a file or as -',
  });
};

const readWhole = async (options: StateOptions): Promise<FileRead> => {
  const { cwd = workingFolder(), stdin, terraformState: file, signal = never() } = options;
  const limits = { limit: LARGEST_STATE, signal };
  if (file !== '-') return readNamedFile(resolve(cwd, file), limits);
  return stdin === undefined ? { kind: 'unreadable', code: 'none given' } : readStream(stdin, limits);
};

const explain = (read: FileRead): string => {
  switch (read.kind) {
    case 'read':
      return 'not UTF-8 text';
    case 'too-large':
      return 'more than 64 MiB';
    case 'not-regular':
      return 'not a file';
    case 'unreadable':
      return read.code;
  }
};
