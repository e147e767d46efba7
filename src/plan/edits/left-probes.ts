import { formatAddress } from '../../model/address.js';
import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import type { Listing } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import { readProbeMark } from '../signing/probe-mark.js';

/** Names what live runs of the doctor made and could not remove, at scopes that were read. */
export const reportLeftProbes = (
  scopes: readonly Scope[],
  listings: ReadonlyMap<string, Listing>,
  isTargeted: (address: string) => boolean,
): readonly Diagnostic[] =>
  scopes.flatMap((scope) => {
    const listing = listings.get(scope.id);
    if (listing?.kind !== 'read') return [];
    return listing.secrets
      .filter(
        ({ key, description, scope: type }) =>
          type === scope.type && readProbeMark(description, { scopeId: scope.id, secretKey: key }) !== null,
      )
      .map(({ key }) => formatAddress(scope, key))
      .filter(isTargeted)
      .map((address) =>
        createDiagnostic({
          severity: 'warning',
          code: 'doctor-leftover',
          message:
            'a run of `qoverride doctor --live` made this and did not remove it: it holds a probe value',
          hint: 'run `qoverride doctor --live` on this service and secret again, which removes it, or delete it on Qovery',
          address,
        }),
      );
  });
