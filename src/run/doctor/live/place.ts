import { formatAddress } from '../../../model/address.js';
import { Failure } from '../../../model/failure.js';
import { describePlace, type Scope } from '../../../model/scope.js';
import { foreignOwnerOf, indexListing } from '../../../plan/listing-index.js';
import { findLive } from '../../../plan/live.js';
import { findParent } from '../../../plan/parent.js';
import type { Client } from '../../../qovery/client/client.js';
import { findScopes } from '../../../qovery/names/names.js';
import type { EnvironmentsWanted } from '../../../qovery/names/environments.js';
import type { LiveTarget } from '../options.js';
import type { Entry } from './entries.js';

/** Finds the service of a live run; throws a `Failure` with the code of what is missing. */
export const findService = async (
  client: Client,
  names: EnvironmentsWanted,
  { type, service }: LiveTarget,
): Promise<Scope> => {
  const [found] = await findScopes(client, [{ ...names, scopeType: type, service }]);
  if (found?.kind === 'found') return found.scope;
  const { code = 'no-service', message = 'no service', hint = null } = found ?? {};
  throw new Failure(code, message, { hint });
};

/** The environment that a service belongs to. */
export const environmentOf = (service: Scope): Scope => ({
  ...service,
  type: 'ENVIRONMENT',
  id: service.environmentId ?? '',
  service: null,
});

/** What a service has and inherits, and which secret of it a live run is to override. */
interface Listed {
  /** As a plan lists them. */
  readonly secrets: readonly Entry[];
  /** Plain variables among them. */
  readonly everything: readonly Entry[];
  /** Key or UUID. */
  readonly secret: string;
}

/**
 * Finds the secret that a live run overrides. Refuses (`no-parent`, `override-exists`, `foreign-owner`) where there is nothing to override,
 * or where anything has that key at the service: the run must not touch what somebody else made.
 */
export const findOverridable = (scope: Scope, { secrets, everything, secret }: Listed): Entry => {
  const index = indexListing(scope, secrets);
  const found = findParent(secret, index, () => null);
  if (found.kind === 'missing') {
    throw new Failure(found.code, found.message, {
      hint:
        found.hint ??
        'give --secret the key of a secret that the service inherits from its project or environment',
    });
  }
  const own = everything.find(({ key, scope: type }) => key === found.key && type === scope.type);
  if (own !== undefined) {
    const live = findLive(found.key, found.parent, index);
    const what = own.isSecret
      ? live.kind === 'blocked'
        ? live.message
        : null
      : 'a plain variable has that key';
    throw new Failure(
      'override-exists',
      `a live run needs a secret that is not overridden: ${what ?? `${formatAddress(scope, found.key)} exists`}`,
      { hint: `choose another --secret that ${describePlace(scope)} inherits` },
    );
  }
  const parent = secrets.find(({ id }) => id === found.parent.id);
  if (parent === undefined || foreignOwnerOf(parent) !== null) {
    throw new Failure('foreign-owner', `"${found.key}" is managed by another system`, {
      hint: 'choose another --secret',
    });
  }
  return parent;
};
