import type { Audit, AuditCell } from '../../../src/model/audit.js';
import type { Scope } from '../../../src/model/scope.js';
import { buildAudit, type AuditInput, type AuditOptions } from '../../../src/plan/audit/build.js';
import { list, type Stored } from './listings.js';
import { keyring } from './markers.js';
import { checkout, production, shop, worker } from './scopes.js';

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
