import type { SopsFormat } from '../../../../src/model/value-reference.js';
import { decryptSops, type SopsIdentity, type SopsResult } from '../../../../src/values/sops/index.js';

/** Decrypts a file given as text. */
export const decryptText = (
  text: string,
  identities: readonly SopsIdentity[],
  format: SopsFormat | null = 'yaml',
  fileName = 'secrets',
): Promise<SopsResult> => decryptSops({ bytes: Buffer.from(text), format, fileName, identities });
