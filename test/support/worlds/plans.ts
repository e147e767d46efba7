import type { DeclaredOverride } from '../../../src/model/declared-override.js';
import type { Keyring } from '../../../src/model/marker.js';
import type { Change, Plan } from '../../../src/model/plan.js';
import type { Listing, RemoteSecret } from '../../../src/model/remote-secret.js';
import type { Scope } from '../../../src/model/scope.js';
import { SecretValue } from '../../../src/model/secret-value.js';
import type { ValueResolution } from '../../../src/model/value-reference.js';
import { buildPlan, type PlanEntry, type PlanOptions } from '../../../src/plan/build.js';
import { declare } from './declared.js';
import { read } from './listings.js';
import { keyring } from './markers.js';
import { checkout } from './scopes.js';

export const resolved = (text: string): ValueResolution => ({
  kind: 'resolved',
  value: new SecretValue(text),
  warnings: [],
});

export const entry = (
  declared: DeclaredOverride = declare(),
  scope: Scope = checkout,
  value: ValueResolution = resolved('hunter2'),
): PlanEntry => ({ declared, scope: { kind: 'found', scope }, value });

/** The options of a plan without any flag. */
export const PLAN_DEFAULTS: PlanOptions = {
  noValues: false,
  skip: new Set(),
  skipBlocked: false,
  takeOver: new Set(),
  isTargeted: () => true,
};

/** Plans entries against what is listed at checkout, or at several scopes. */
export const planOf = (
  entries: readonly PlanEntry[],
  live: readonly RemoteSecret[] | ReadonlyMap<string, Listing>,
  options: Partial<PlanOptions> & { readonly keyring?: Keyring } = {},
): Plan => {
  const { keyring: keys = keyring, ...planOptions } = options;
  return buildPlan({
    entries,
    listings:
      live instanceof Map ? live : new Map([[checkout.id, read(...(live as readonly RemoteSecret[]))]]),
    keyring: keys,
    options: { ...PLAN_DEFAULTS, ...planOptions },
  });
};

/** The only change of a plan. */
export const only = ({ changes }: Plan): Change => {
  const [change, ...others] = changes;
  if (change === undefined || others.length > 0) throw new Error(`${changes.length} changes, not one`);
  return change;
};

export const codes = ({ diagnostics }: Plan): readonly string[] =>
  diagnostics.map(({ severity, code }) => `${severity} ${code}`);
