import type { SopsFormat } from '../../model/value-reference.js';
import type { IdentitySet } from '../age-identities.js';
import type { ValueContext } from '../context.js';
import { miss, refuse, succeed, type Outcome } from '../outcome.js';
import { runSops } from './sops-binary.js';
import { markClear } from '../sops/mark-clear.js';
import { decryptSops, type NeedsProgram, type SopsResult } from '../sops/index.js';
import type { ValueNode } from '../value-node.js';

/** One SOPS file that was read and lies inside the root. */
export interface SopsFile {
  readonly bytes: Uint8Array;
  /** Absolute and real. */
  readonly real: string;
  readonly shown: string;
  /** Null: the extension of its name decides. */
  readonly format: SopsFormat | null;
}

/** Decrypts a SOPS file in this process if possible, or else with the `sops` program if that is allowed. */
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
    forProgram: identities.forProgram,
  });
  switch (result.kind) {
    case 'decrypted':
      return succeed(result.document);
    case 'refused':
      return describeRefusal(result, file, identities);
    case 'needs-binary':
      if (context.allowExec) return runMarked(file, result, context);
      return refuse(
        'sops-needs-program',
        `only the sops program can decrypt the file ${file.shown}: ${result.why}`,
        'install sops and use --allow-exec, only for files that you trust: they choose which key service sops contacts',
      );
  }
};

const runMarked = async (
  file: SopsFile,
  { marks, takesSshKey }: NeedsProgram,
  context: ValueContext,
): Promise<Outcome<ValueNode>> => {
  const document = await runSops({ ...file, takesSshKey }, context);
  if (document.kind === 'problem' || marks === null) return document;
  return succeed(markClear(document.value, marks));
};

const describeRefusal = (
  result: Extract<SopsResult, { readonly kind: 'refused' }>,
  file: SopsFile,
  identities: IdentitySet,
): Outcome<never> => {
  const message = `${file.shown}: ${result.message}`;
  // Only in this case the file itself is fine; anything else may be an attack.
  if (result.code !== 'no-matching-identity') return refuse(result.code, message, result.hint);
  const [first] = identities.unusable;
  return miss(result.code, message, first === undefined ? result.hint : `not usable as an age key: ${first}`);
};
