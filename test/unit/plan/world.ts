import type { DeclaredOverride } from '../../../src/model/declared-override.js';
import type { FingerprintKey, Keyring } from '../../../src/model/fingerprint-key.js';
import type { Change, Plan } from '../../../src/model/plan.js';
import type { Listing, RemoteSecret } from '../../../src/model/remote-secret.js';
import type { Scope, ScopeType } from '../../../src/model/scope.js';
import { SecretValue } from '../../../src/model/secret-value.js';
import type { ValueResolution } from '../../../src/model/value-reference.js';
import { buildPlan, type PlanEntry, type PlanOptions } from '../../../src/plan/build.js';
import { parseKeyring } from '../../../src/plan/signing/keyring.js';
import { composeDescription, signMarker } from '../../../src/plan/signing/marker.js';

export const KEY = 'a key that is long enough to be one';
export const OLD_KEY = 'an older key that was in use before';
export const OTHER_KEY = 'a key that only somebody else holds';
const RANDOM_KEY = 'random, made anew for each and every run';

export const keyringOf = (key: string | null, oldKeys: readonly string[] = []): Keyring =>
  parseKeyring({ key, oldKeys: oldKeys.join('\n'), randomKey: RANDOM_KEY });

export const keyring = keyringOf(KEY, [OLD_KEY]);
export const signingKey = (key: string): FingerprintKey => keyringOf(key).signing;

/** Seconds since 1970 at which everything in these worlds was written, unless a test says otherwise. */
export const TIME = 1_790_000_000;

export const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const checkout: Scope = {
  type: 'APPLICATION',
  id: uuid(101),
  organizationId: uuid(1),
  project: 'shop',
  projectId: uuid(2),
  environment: 'production',
  environmentId: uuid(3),
  service: 'checkout',
};
export const worker: Scope = { ...checkout, type: 'CONTAINER', id: uuid(102), service: 'worker' };
export const production: Scope = { ...checkout, type: 'ENVIRONMENT', id: uuid(3), service: null };
export const shop: Scope = {
  ...production,
  type: 'PROJECT',
  id: uuid(2),
  environment: null,
  environmentId: null,
};

export const location = (line: number, column = 5): DeclaredOverride['location'] => ({
  file: 'overrides/prod.yaml',
  line,
  column,
});

let line = 0;

export const declare = (fields: Partial<DeclaredOverride> = {}): DeclaredOverride => {
  const start = fields.location ?? location((line += 10));
  return {
    stack: 'storefront',
    stackIsWritten: true,
    organization: 'Acme',
    project: 'shop',
    environment: 'production',
    scopeType: 'APPLICATION',
    service: 'checkout',
    secret: 'DATABASE_URL',
    valueFrom: { kind: 'env', name: 'DATABASE_URL' },
    folder: '/repo/overrides',
    description: null,
    enableInterpolationInFile: null,
    optional: false,
    allowEmpty: false,
    location: start,
    places: {
      target: start,
      secret: { ...start, line: start.line + 1 },
      value: { ...start, line: start.line + 2 },
      description: fields.description === undefined ? null : { ...start, line: start.line + 3 },
    },
    ...fields,
  };
};

/** A secret at the project, unless told otherwise. */
export const secret = (number: number, fields: Partial<RemoteSecret> = {}): RemoteSecret => ({
  id: uuid(number),
  key: 'DATABASE_URL',
  scope: 'PROJECT',
  type: 'VALUE',
  overrides: null,
  aliasOf: null,
  description: null,
  enableInterpolationInFile: null,
  ownedBy: 'QOVERY',
  ownTime: TIME * 1000,
  ...fields,
});

export const parent = secret(201);

/** An override of `parent` at checkout, unless told otherwise. */
export const override = (fields: Partial<RemoteSecret> = {}): RemoteSecret =>
  secret(301, {
    scope: 'APPLICATION',
    type: 'OVERRIDE',
    overrides: { id: parent.id, key: parent.key, scope: parent.scope },
    ...fields,
  });

/** What a marker is made of in a test. */
export interface MarkerFields {
  readonly text?: string;
  readonly key?: FingerprintKey;
  readonly stack?: string;
  readonly time?: number;
  readonly scopeId?: string;
  readonly secretKey?: string;
  readonly value?: string;
}

export const describeMarked = ({
  text = '',
  key = signingKey(KEY),
  stack = 'storefront',
  time = TIME,
  scopeId = checkout.id,
  secretKey = 'DATABASE_URL',
  value = 'hunter2',
}: MarkerFields = {}): string =>
  composeDescription(
    text,
    signMarker(key, { scopeId, secretKey }, { stack, time, value: new SecretValue(value) }),
  );

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

export const read = (...secrets: readonly RemoteSecret[]): Listing => ({ kind: 'read', secrets });

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
    options: {
      noValues: false,
      skip: new Set(),
      skipBlocked: false,
      takeOver: new Set(),
      isTargeted: () => true,
      ...planOptions,
    },
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

export const scopeTypeOf = (
  scope: Scope,
): { readonly scopeType: ScopeType; readonly service: string | null } => ({
  scopeType: scope.type,
  service: scope.service,
});
