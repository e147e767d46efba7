import type { Listing, RemoteSecret } from '../../../src/model/remote-secret.js';
import { scopeHeight, type Scope } from '../../../src/model/scope.js';
import { uuidOf } from './scopes.js';

/** When everything in these worlds was written, in seconds since 1970, unless a test says otherwise. */
export const TIME = 1_790_000_000;

/** A secret called DATABASE_URL at the project, apart from the given fields. */
export const secret = (number: number, fields: Partial<RemoteSecret> = {}): RemoteSecret => ({
  id: uuidOf(number),
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

/** An override of `parent` at checkout, apart from the given fields. */
export const override = (fields: Partial<RemoteSecret> = {}): RemoteSecret =>
  secret(301, {
    scope: 'APPLICATION',
    type: 'OVERRIDE',
    overrides: { id: parent.id, key: parent.key, scope: parent.scope },
    ...fields,
  });

/** The listing that holds these secrets. */
export const read = (...secrets: readonly RemoteSecret[]): Listing => ({ kind: 'read', secrets });

/** A live secret and its scope. */
export interface Stored {
  readonly at: Scope;
  readonly secret: RemoteSecret;
}

/** What one list call at a scope would return; `hidden` leaves out overridden secrets, as an API may. */
export const list = (
  stored: readonly Stored[],
  scope: Scope,
  overridden: 'listed' | 'hidden' = 'listed',
): Listing => {
  const secrets = stored
    .filter(({ at, secret: { scope: level } }) => {
      if (at.id === scope.id) return true;
      const isAbove = (scopeHeight(level) ?? 0) > (scopeHeight(scope.type) ?? 0);
      return isAbove && (at.type === 'PROJECT' || at.environmentId === scope.environmentId);
    })
    .map((entry) => entry.secret);
  if (overridden === 'listed') return read(...secrets);
  const hidden = new Set(secrets.map(({ overrides }) => overrides?.id));
  return read(...secrets.filter(({ id }) => !hidden.has(id)));
};
