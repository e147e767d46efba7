import type { Failure } from '../model/failure.js';
import type { Keyring } from '../model/marker.js';
import type { Drift, OutsideEdit } from '../model/outside-edit.js';
import type { Scope } from '../model/scope.js';
import type { ChangeOutcome } from '../model/write.js';
import { findOverwritten, type Overwritten } from '../plan/overwritten.js';
import type { Client } from '../qovery/client/client.js';
import { listSecrets } from '../qovery/secrets/read.js';
import { describeOutsideEdit } from '../render/text/outside-edit-text.js';
import { findEdits } from './planning/who.js';

/** What a verification needs. */
export interface Verification {
  readonly client: Client;
  readonly keyring: Keyring;
  /** Whether the event log is asked who wrote what is there now. */
  readonly who: boolean;
}

/**
 * Lists each scope that a run wrote to once more, in one request each, and fails what is not in force any more. What is written after
 * that cannot be seen.
 *
 * @throws Failure where the API cannot be asked: see `Client`.
 */
export const verifyWrites = async (
  outcomes: readonly ChangeOutcome[],
  { client, keyring, who }: Verification,
): Promise<readonly ChangeOutcome[]> => {
  const scopes = new Map(
    outcomes.flatMap(({ outcome, change: { scope } }): (readonly [string, Scope])[] =>
      outcome === 'applied' && scope !== null ? [[scope.id, scope]] : [],
    ),
  );
  if (scopes.size === 0) return outcomes;
  const listings = await listSecrets(client, [...scopes.values()]);
  const overwritten = findOverwritten(outcomes, listings, keyring);
  const edits = who ? await nameWriters(client, overwritten) : new Map<string, OutsideEdit>();
  const failed = new Map(
    overwritten.map((lost) => [lost.outcome, fail(lost, edits.get(lost.edited?.id ?? ''))] as const),
  );
  return outcomes.map((outcome) => failed.get(outcome) ?? outcome);
};

const nameWriters = async (
  client: Client,
  overwritten: readonly Overwritten[],
): Promise<ReadonlyMap<string, OutsideEdit>> => {
  const { edits } = await findEdits(client, overwritten.flatMap(toDrift));
  return edits;
};

const toDrift = ({ outcome, edited: live }: Overwritten): readonly Drift[] => {
  const { change, startedAt } = outcome;
  if (live === null || change.scope === null) return [];
  return [
    {
      address: change.address,
      scope: change.scope,
      organization: change.declared?.organization ?? null,
      secretKey: change.secretKey,
      overrideId: live.id,
      ownTime: live.ownTime,
      writtenAt: outcome.markerTime === null ? (startedAt ?? live.ownTime) : outcome.markerTime * 1000,
    },
  ];
};

const fail = (
  { outcome, code, message, hint }: Overwritten,
  edit: OutsideEdit | undefined,
): ChangeOutcome => ({
  ...outcome,
  outcome: 'failed',
  error: {
    kind: 'failed',
    fatal: false,
    code,
    message: edit === undefined ? message : `${message}: ${describeOutsideEdit(edit)}`,
    hint,
  },
});

/** Fails every write of a run, where nothing could be read again, such as after the token ended. */
export const failUnverified = (
  outcomes: readonly ChangeOutcome[],
  { message, hint }: Failure,
): readonly ChangeOutcome[] =>
  outcomes.map((outcome) =>
    outcome.outcome === 'applied'
      ? fail(
          {
            outcome,
            edited: null,
            code: 'not-verified',
            message: `written, but it could not be read again: ${message}`,
            hint,
          },
          undefined,
        )
      : outcome,
  );
