import { type Diagnostic, createDiagnostic } from '../../model/diagnostic.js';
import type { Change } from '../../model/plan.js';
import { describePlace, isRedeployable, isServiceType, type Scope } from '../../model/scope.js';

/** Names the changed services that no request can redeploy, so that nobody waits for `--redeploy` to do it. */
export const noteManualRedeploys = (changes: readonly Change[]): readonly Diagnostic[] => {
  const scopes = new Map<string, Scope>();
  for (const { scope, scopeType, action } of changes) {
    if (scope === null || action === 'none' || action === 'blocked') continue;
    if (isServiceType(scopeType) && !isRedeployable(scopeType)) scopes.set(scope.id.toLowerCase(), scope);
  }
  return [...scopes.values()].map((scope) =>
    createDiagnostic({
      severity: 'info',
      code: 'manual-redeploy',
      message: `--redeploy leaves out ${describePlace(scope)}: the Qovery API has no request that redeploys an agentic workflow`,
      hint: 'after apply, redeploy it in the Qovery console',
    }),
  );
};
