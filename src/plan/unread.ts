import type { Diagnostic } from '../model/diagnostic.js';
import type { Listing } from '../model/remote-secret.js';
import type { Scope } from '../model/scope.js';
import { createDiagnostic } from './finding.js';
import { describePlace } from './place.js';

/**
 * Says that the secrets of a scope could not be read, in the words of `tell`. An error, not a warning: what leaves out a service must
 * not look complete.
 */
export const reportUnread = (
  scope: Scope,
  listing: Listing | undefined,
  tell: (place: string) => string,
): readonly Diagnostic[] =>
  listing?.kind === 'unreadable'
    ? [
        createDiagnostic({
          severity: 'error',
          code: 'scope-unread',
          message: `${tell(describePlace(scope))}: ${listing.message}`,
          hint: listing.hint,
        }),
      ]
    : [];
