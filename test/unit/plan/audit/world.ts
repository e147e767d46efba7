import type { Audit, AuditCell } from '../../../../src/model/audit.js';
import type { Listing, RemoteSecret } from '../../../../src/model/remote-secret.js';
import { scopeHeight, type Scope } from '../../../../src/model/scope.js';
import { buildAudit, type AuditInput, type AuditOptions } from '../../../../src/plan/audit/build.js';
import { checkout, keyring, production, shop, worker } from '../world.js';

/** A live secret and the scope that it hangs on. */
export interface Stored {
  readonly at: Scope;
  readonly secret: RemoteSecret;
}

/** What one list call at a scope would bring; `hidden` leaves out what is overridden, as some API may. */
export const list = (
  stored: readonly Stored[],
  scope: Scope,
  overridden: 'listed' | 'hidden' = 'listed',
): Listing => {
  const secrets = stored
    .filter(({ at, secret }) => {
      if (at.id === scope.id) return true;
      const isAbove = (scopeHeight(secret.scope) ?? 0) > (scopeHeight(scope.type) ?? 0);
      return isAbove && (at.type === 'PROJECT' || at.environmentId === scope.environmentId);
    })
    .map(({ secret }) => secret);
  if (overridden === 'listed') return { kind: 'read', secrets };
  const hidden = new Set(secrets.map(({ overrides }) => overrides?.id));
  return { kind: 'read', secrets: secrets.filter(({ id }) => !hidden.has(id)) };
};

/** How a test wants its audit. */
export interface AuditSetup {
  readonly services?: readonly Scope[];
  readonly overridden?: 'listed' | 'hidden';
  readonly keyring?: AuditInput['keyring'];
  readonly manifests?: AuditInput['manifests'];
  readonly options?: Partial<AuditOptions>;
}

/** Audits checkout and worker, or other services, in the usual environment and project. */
export const auditOf = (stored: readonly Stored[], setup: AuditSetup = {}): Audit => {
  const { services = [checkout, worker], overridden = 'listed' } = setup;
  return buildAudit({
    services,
    wider: [production, shop],
    listings: new Map(services.map((scope) => [scope.id, list(stored, scope, overridden)])),
    keyring: setup.keyring ?? keyring,
    manifests: setup.manifests ?? null,
    options: { showAll: false, stacks: [], target: [], ...setup.options },
  });
};

/** Verdicts by address. */
export const verdicts = ({ cells }: Audit): Readonly<Record<string, string>> =>
  Object.fromEntries(cells.map(({ address, verdict }) => [address, verdict]));

/** The cell with an address. */
export const cellAt = ({ cells }: Audit, address: string): AuditCell => {
  const cell = cells.find((one) => one.address === address);
  if (cell === undefined) throw new Error(`no cell ${address}`);
  return cell;
};
