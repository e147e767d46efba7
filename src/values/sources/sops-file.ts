import type { SopsFormat } from '../../model/value-reference.js';
import type { IdentitySet } from '../age-identities.js';
import type { ValueContext } from '../context.js';
import { miss, refuse, succeed, type Outcome } from '../outcome.js';
import { runSops } from './sops-binary.js';
import { decryptSops, type SopsResult } from '../sops/index.js';
import type { ValueNode } from '../value-node.js';

/** One SOPS file, read and confined. */
export interface SopsFile {
  readonly bytes: Uint8Array;
  /** Absolute and real. */
  readonly real: string;
  readonly shown: string;
  /** Null: by the ending of its name. */
  readonly format: SopsFormat | null;
}

/** Decrypts a SOPS file here where that is possible, else with the `sops` program where that is allowed. */
export const readSops = async (
  file: SopsFile,
  identities: IdentitySet,
  context: ValueContext,
): Promise<Outcome<ValueNode>> => {
  const result = await decryptSops({
    bytes: file.bytes,
    format: file.format,
    fileName: file.real,
    identities: identities.identities,
  });
  switch (result.kind) {
    case 'decrypted':
      return succeed(result.document);
    case 'refused':
      return describeRefusal(result, file, identities);
    case 'needs-binary':
      return context.allowExec
        ? runSops(file, context)
        : refuse(
            'sops-needs-program',
            `the file ${file.shown} can only be opened by the sops program: ${result.why}`,
            'install sops and give --allow-exec; only for files that you trust, because they choose which service it asks',
          );
  }
};

const describeRefusal = (
  result: Extract<SopsResult, { readonly kind: 'refused' }>,
  file: SopsFile,
  identities: IdentitySet,
): Outcome<never> => {
  const message = `${file.shown}: ${result.message}`;
  // Only here nothing is wrong with the file; anything else may be somebody's doing.
  if (result.code !== 'no-matching-identity') return refuse(result.code, message, result.hint);
  const [first] = identities.unusable;
  return miss(result.code, message, first === undefined ? result.hint : `not usable as an age key: ${first}`);
};
