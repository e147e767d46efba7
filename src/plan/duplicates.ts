import type { DeclaredOverride } from '../model/declared-override.js';
import { type Diagnostic, createDiagnostic } from '../model/diagnostic.js';
import type { Judgement } from './judge.js';
import type { Placement } from './locate.js';

/** A declared override and where it belongs. */
export interface Located {
  readonly declared: DeclaredOverride;
  readonly placement: Placement;
}

/** Most other places that one duplicate names. */
const MAX_RELATED = 5;

/**
 * Reports, for each declared override, others that turn out to mean the same secret of the same scope.
 * Errors even under `--skip-blocked`: leaving all of them out is not what any of them says.
 */
export const findDuplicates = (located: readonly Located[]): ReadonlyMap<DeclaredOverride, Diagnostic> =>
  new Map(
    groupBySecret(located)
      .filter((group) => group.length > 1)
      .flatMap((group) => group.map((one) => [one.declared, reportDuplicate(one, group)] as const)),
  );

const groupBySecret = (located: readonly Located[]): readonly (readonly Located[])[] => {
  const groups = new Map<string, Located[]>();
  for (const one of located) {
    const { scope, secretKey } = one.placement;
    if (scope === null) continue;
    const identity = `${scope.id.toLowerCase()} ${secretKey}`;
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [one]);
    else group.push(one);
  }
  return [...groups.values()];
};

const reportDuplicate = ({ declared, placement }: Located, group: readonly Located[]): Diagnostic =>
  createDiagnostic({
    severity: 'error',
    code: 'duplicate-override',
    message: 'this secret of the same scope is overridden more than once',
    hint: 'keep one of them',
    address: placement.address,
    location: declared.places.secret,
    related: group
      .slice(0, MAX_RELATED + 1)
      .filter((other) => other.declared !== declared)
      .slice(0, MAX_RELATED)
      .map((other) => ({ message: 'also here', location: other.declared.places.secret })),
  });

/** Blocks a duplicate: which of the values is meant, nobody knows. */
export const blockDuplicate = ({ change, diagnostics }: Judgement, duplicate: Diagnostic): Judgement => ({
  change: {
    ...change,
    action: 'blocked',
    reason: change.reason === 'no-service' || change.reason === 'no-parent' ? change.reason : 'no-value',
    after: null,
    value: null,
  },
  diagnostics: [...diagnostics, duplicate],
  overwritesSigned: false,
});
