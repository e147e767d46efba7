import { Failure } from '../../model/failure.js';
import type { Opened, SealedType } from './cipher.js';
import { namePath, type SourcePath } from './source-node.js';

/** What SOPS can have encrypted under a type that is not just text. */
const SPELLINGS: Partial<Readonly<Record<SealedType, RegExp>>> = {
  int: /^-?\d+$/,
  float: /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[+-]Inf|NaN)$/i,
  bool: /^(?:True|False)$/,
};

/**
 * Spells a decrypted value as text: booleans as `true` and `false`, all else as SOPS encrypted it, so that no number
 * goes through a double.
 * @throws Failure `bad-ciphertext`, `not-text`
 */
export const readPlaintext = ({ bytes, type }: Opened, path: SourcePath): string => {
  const text = decodeText(bytes, path);
  if (SPELLINGS[type]?.test(text) === false) {
    throw new Failure(
      'bad-ciphertext',
      `${namePath(path)} was altered: it does not have the type it claims`,
      {
        hint: 'Restore the file from git, or encrypt it again with `sops`.',
      },
    );
  }
  return type === 'bool' ? text.toLowerCase() : text;
};

const decodeText = (bytes: Uint8Array, path: SourcePath): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure('not-text', `${namePath(path)} is no UTF-8 text`, {
      hint: 'Qovery takes text only: store the value in base64.',
    });
  }
};
