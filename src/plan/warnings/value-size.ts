import { type Diagnostic, createDiagnostic } from '../../model/diagnostic.js';
import type { Change } from '../../model/plan.js';
import { describePlace, environmentIdOf, isServiceType, projectIdOf, type Scope } from '../../model/scope.js';

/** Bytes that all values of a service may take together. Kubernetes accepts no larger Secret. */
const LIMIT = 1024 * 1024;

/** Bytes of declared values from which a plan warns. Values that no manifest declares take some of the rest. */
export const SIZE_THRESHOLD = 900 * 1024;

/**
 * Warns about scopes whose declared values come near what Kubernetes accepts. Qovery stores all values of a service in one Secret,
 * base64-encoded. A service also gets what is declared for its environment and its project.
 */
export const warnOfSize = (changes: readonly Change[]): readonly Diagnostic[] => {
  const byScope = groupByScope(changes);
  return [...byScope.values()].flatMap(({ scope, values }) => {
    const reached = new Map<string, Change>();
    for (const id of [projectIdOf(scope), environmentIdOf(scope)]) {
      for (const [key, change] of byScope.get(id.toLowerCase())?.values ?? []) reached.set(key, change);
    }
    for (const [key, change] of values) reached.set(key, change);
    const size = [...reached.values()].reduce((sum, change) => sum + encodedSize(change), 0);
    return size < SIZE_THRESHOLD ? [] : [report(scope, size, [...values.values()])];
  });
};

interface ScopeValues {
  readonly scope: Scope;
  /** By key. */
  readonly values: Map<string, Change>;
}

const groupByScope = (changes: readonly Change[]): ReadonlyMap<string, ScopeValues> => {
  const groups = new Map<string, ScopeValues>();
  for (const change of changes) {
    const { scope, value, action, secretKey } = change;
    if (scope === null || value === null || action === 'blocked') continue;
    const id = scope.id.toLowerCase();
    const group = groups.get(id) ?? { scope, values: new Map<string, Change>() };
    group.values.set(secretKey, change);
    groups.set(id, group);
  }
  return groups;
};

const encodedSize = ({ value }: Change): number =>
  value === null ? 0 : Math.ceil(Buffer.byteLength(value.reveal()) / 3) * 4;

const report = (scope: Scope, size: number, declaredHere: readonly Change[]): Diagnostic =>
  createDiagnostic({
    severity: 'warning',
    code: 'values-near-limit',
    message:
      `the values declared for ${isServiceType(scope.type) ? '' : 'each service of '}${describePlace(scope)} take ` +
      `${inKib(size)} of ${inKib(LIMIT)} KiB, base64-encoded; a service whose values take more cannot be deployed`,
    hint: 'Kubernetes limits all values of a service together: declare fewer or shorter values for it, or let it read large files from elsewhere',
    location: declaredHere[0]?.declared?.location ?? null,
  });

const inKib = (bytes: number): string => String(Math.ceil(bytes / 1024));
