import type { DeclaredOverride } from '../model/declared-override.js';
import { type Diagnostic, createDiagnostic } from '../model/diagnostic.js';
import type { Judgement } from './judge.js';
import type { Placement } from './locate.js';

/** A declared override and where it belongs. */
export interface Located {
  readonly declared: DeclaredOverride;
  readonly placement: Placement;
}

/** Maximum number of other places that one duplicate lists. */
const MAX_RELATED = 5;

/**
 * Reports declared overrides that resolve to the same secret at the same scope.
 * These stay errors under `--skip-blocked`, because skipping all of them is not what any of them asks for.
 */
export const findDuplicates = (located: readonly Located[]): ReadonlyMap<DeclaredOverride, Diagnostic> =>
  new Map(
    groupBySecret(located)
      .filter((group) => group.length > 1)
      .flatMap((group) => group.map((entry) => [entry.declared, reportDuplicate(entry, group)] as const)),
  );

const groupBySecret = (located: readonly Located[]): readonly (readonly Located[])[] => {
  const groups = new Map<string, Located[]>();
  for (const entry of located) {
    const { scope, secretKey } = entry.placement;
    if (scope === null) continue;
    const identity = `${scope.id.toLowerCase()} ${secretKey}`;
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
};

const reportDuplicate = ({ declared, placement }: Located, group: readonly Located[]): Diagnostic =>
  createDiagnostic({
    severity: 'error',
    code: 'duplicate-override',
    message: 'this secret is overridden more than once at the same scope',
    hint: 'keep only one of them',
    address: placement.address,
    location: declared.places.secret,
    related: group
      .slice(0, MAX_RELATED + 1)
      .filter((other) => other.declared !== declared)
      .slice(0, MAX_RELATED)
      .map((other) => ({ message: 'also here', location: other.declared.places.secret })),
  });

/** Blocks a duplicate, because it is not clear which of the values should win. */
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
