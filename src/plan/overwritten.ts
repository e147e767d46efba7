import type { Explanation } from '../model/explanation.js';
import type { Keyring } from '../model/marker.js';
import type { Change } from '../model/plan.js';
import type { Listing, RemoteSecret } from '../model/remote-secret.js';
import type { ChangeOutcome } from '../model/write.js';
import { kindOf } from './listing-index.js';
import { compareOverride } from './verdict.js';

/** A write that is not in force any more, and what is there instead. */
export interface Overwritten extends Explanation {
  readonly outcome: ChangeOutcome;
  /** What somebody else wrote, whom the event log may name; null where nothing is there, or another run of this program wrote it. */
  readonly edited: RemoteSecret | null;
}

/**
 * Compares what a run wrote with what was listed afterwards. A write still stands if its override verifies for our stack and value: then
 * it is ours, or another run wrote the very same.
 */
export const findOverwritten = (
  outcomes: readonly ChangeOutcome[],
  listings: ReadonlyMap<string, Listing>,
  keyring: Keyring,
): readonly Overwritten[] =>
  outcomes.flatMap((outcome): readonly Overwritten[] => {
    const { change } = outcome;
    const listing = listings.get(change.scope?.id ?? '');
    if (listing === undefined || outcome.outcome !== 'applied') return [];
    if (listing.kind === 'unreadable') {
      const message = `written, but it could not be read again: ${listing.message}`;
      return [{ outcome, edited: null, code: 'not-verified', message, hint: listing.hint }];
    }
    const live = findLive(change, listing.secrets);
    const message = change.action === 'delete' ? explainReturn(live) : explainLoss(change, live, keyring);
    const edited = message === ANOTHER_VALUE || message === ANOTHER_KEY ? null : live;
    return message === null ? [] : [{ outcome, edited, code: 'overwritten', message, hint: HINT }];
  });

const HINT = 'let only one pipeline at a time write here, find out who else does, and apply again';

const ANOTHER_VALUE = 'written, but another run of qoverride has written another value since';
const ANOTHER_KEY = 'written, but another run of qoverride has written it with another key since';

const findLive = (change: Change, secrets: readonly RemoteSecret[]): RemoteSecret | null =>
  secrets.find(
    (secret) =>
      secret.scope === change.scopeType && secret.key === change.secretKey && kindOf(secret) === 'override',
  ) ?? null;

const explainReturn = (live: RemoteSecret | null): string | null =>
  live === null ? null : 'deleted, but somebody has created it again since';

const explainLoss = (
  { declared, scope, secretKey, value }: Change,
  live: RemoteSecret | null,
  keyring: Keyring,
): string | null => {
  if (live === null) return 'written, but somebody has deleted it since';
  if (declared === null || scope === null) return null;
  const reason = compareOverride({
    declared,
    override: live,
    place: { scopeId: scope.id, secretKey },
    value,
    keyring,
    takeOver: new Set(),
  });
  switch (reason) {
    case 'in-sync':
    case 'rekey':
    case 'metadata-changed':
      return null;
    case 'value-changed':
      return ANOTHER_VALUE;
    case 'value-unknown':
      return ANOTHER_KEY;
    case 'edited-outside':
      return 'written, but somebody has edited it since';
    case 'other-stack':
      return 'written, but another stack has taken it over since';
    case 'adopt':
      return 'written, but somebody has written it without our marker since';
  }
};
