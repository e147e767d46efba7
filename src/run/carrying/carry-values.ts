import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import type { ImportableOverride } from '../../plan/import/importable.js';
import type { MatchedValue } from '../../plan/import/match-state.js';
import { nameVariables, type NamesToAvoid } from '../../plan/import/variable-names.js';
import { MAX_BYTES } from '../../values/sources/file.js';
import type { PlacedValue } from '../../values/sops/writing/sops-file.js';
import { lookUpScalar, type ValueNode } from '../../values/value-node.js';
import { checkPlaintext, type SopsTarget } from './sops-target.js';

/** What is carried over, and where it goes. */
export interface CarryInput {
  readonly matched: readonly MatchedValue[];
  /** All overrides of the import, which share one set of names. */
  readonly overrides: readonly ImportableOverride[];
  readonly avoid: NamesToAvoid;
  readonly target: SopsTarget;
}

/** Values under their names. */
export interface CarriedValues {
  /** In the order of the overrides. */
  readonly carried: readonly (MatchedValue & { readonly name: string })[];
  /** What is not in the SOPS file yet. */
  readonly missing: readonly PlacedValue[];
  /** Names to avoid, those of other values in the SOPS file included. */
  readonly avoid: NamesToAvoid;
  /** Why values were left out: warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Chooses a name for each value. One that the SOPS file has under that name already is not written again, so that an import that
 * failed half-way can be repeated; a name that stands for another value there is avoided.
 */
export const carryValues = ({ matched, overrides, avoid, target }: CarryInput): CarriedValues => {
  const problems = matched.map((match) => findProblem(match, target));
  const usable = matched.filter((_, index) => problems[index] === null);
  const { content } = target.opened;
  const named = chooseNames(usable, overrides, avoid, content);
  const names = new Map(overrides.map((override, index) => [override, named.names[index] ?? '']));
  const carried = usable.map((match) => ({ ...match, name: names.get(match.override) ?? '' }));
  return {
    carried,
    missing: carried
      .filter(({ name }) => !hasKey(content, name))
      .map(({ name, value }) => ({ path: [name], value })),
    avoid: named.avoid,
    diagnostics: problems.flatMap((problem) => problem ?? []),
  };
};

const chooseNames = (
  usable: readonly MatchedValue[],
  overrides: readonly ImportableOverride[],
  avoid: NamesToAvoid,
  content: ValueNode,
): { readonly names: readonly string[]; readonly avoid: NamesToAvoid } => {
  const names = nameVariables(overrides, avoid);
  const values = new Map(usable.map(({ override, value }) => [override, value]));
  const conflicts = overrides.flatMap((override, index) => {
    const name = names[index] ?? '';
    const value = values.get(override);
    return value !== undefined && hasKey(content, name) && !holds(content, name, value.reveal())
      ? [name]
      : [];
  });
  if (conflicts.length === 0) return { names, avoid };
  const taken = new Set([...avoid.taken, ...conflicts]);
  return chooseNames(usable, overrides, { ...avoid, taken }, content);
};

const hasKey = (content: ValueNode, name: string): boolean =>
  content.kind === 'map' && content.entries.has(name);

const holds = (content: ValueNode, name: string, value: string): boolean => {
  const there = lookUpScalar(content, [name], '');
  return there.kind === 'ok' && there.value.text === value && there.value.clear === undefined;
};

/** Bytes of base64 for three of a value, and about what else an encrypted value has. */
const BASE64 = 4 / 3;
const OVERHEAD = 256;

const findProblem = ({ override, resource, value }: MatchedValue, target: SopsTarget): Diagnostic | null => {
  const text = value.reveal();
  const subject = `the value of "${override.secretKey}" of ${resource} in the state`;
  const warn = (code: string, message: string): Diagnostic =>
    createDiagnostic({
      severity: 'warning',
      code,
      message: `${message}; it was not carried over`,
      hint: 'give the value in the variable that its manifest names, or another source there',
      address: override.address,
    });
  const room = MAX_BYTES - Buffer.byteLength(target.opened.text) - OVERHEAD;
  if (Buffer.byteLength(text) * BASE64 > room) {
    return warn('value-too-large', `${subject} is too large for a SOPS file, which may have 1 MiB`);
  }
  const poison = checkPlaintext(value, subject, false);
  return poison === null ? null : warn(poison.code, poison.message);
};
