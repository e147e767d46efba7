import { describeHolder, type KeyHolder } from '../../model/remote-secret.js';
import { describeLevel, type Scope } from '../../model/scope.js';
import type { WriteFailure, WriteResult } from '../../model/write.js';
import type { Refused } from '../client/api-request.js';
import { toWriteFailure } from '../client/problem.js';
import { finishListed } from './finish-write.js';
import { CONFLICT, notSeen, outcomeUnknown } from './write-problems.js';
import type { WriteRun } from './write-run.js';
import { isWritten, type WriteTarget } from './write-target.js';

/** How long to wait before the one more look at what has the key, in milliseconds: a list may be a little old. */
const PAUSE = 1000;

/**
 * Settles a create that the API refused with 409 although the list of secrets shows nothing with that key: one more look, at everything
 * that has a key there, tells what is in the way. `hasLost` says that an earlier request for the same write may have been carried out.
 */
export const settleConflict = async (
  run: WriteRun,
  target: WriteTarget,
  refused: Refused,
  hasLost: boolean,
): Promise<WriteResult> => {
  const { client, holders } = run;
  const refusedAt = client.now();
  const known = findHolder(target, refused.existingId, holders.known(target.scope) ?? []);
  if (known !== null && !isOwn(target, known)) return heldBy(target.scope, known);

  await client.sleep(PAUSE);
  const reading = client.isAborted() ? null : await holders.read(target.scope, refusedAt);
  const found = reading?.kind === 'success' ? findHolder(target, refused.existingId, reading.value) : null;
  if (found !== null) {
    if (!isOwn(target, found)) return heldBy(target.scope, found);
    return isWritten(target, found.secret) ? finishListed(run, target, found.secret) : CONFLICT;
  }
  if (!hasLost) return heldByUnknown(refused.existingId);
  return reading?.kind === 'success' ? notSeen(refused.problem) : outcomeUnknown(refused.problem, false);
};

/** What has the key: what the API names, else what is at this very scope, else what else is above it. */
const findHolder = (
  { operation: { change }, scope }: WriteTarget,
  existingId: string | null,
  holders: readonly KeyHolder[],
): KeyHolder | null => {
  const others = holders.filter(({ secret }) => secret.id !== change.parentId);
  const named = others.find(({ secret }) => secret.id === existingId);
  const sameKey = others.filter(({ secret }) => secret.key === change.secretKey);
  return named ?? sameKey.find(({ secret }) => secret.scope === scope.type) ?? sameKey[0] ?? null;
};

/** Whether it is what the create would have made: an override at this very scope. */
const isOwn = ({ scope }: WriteTarget, { secret }: KeyHolder): boolean =>
  secret.scope === scope.type && secret.overrides !== null;

const heldBy = (scope: Scope, holder: KeyHolder): WriteFailure => {
  const place = describeLevel(holder.secret.scope, scope);
  return toWriteFailure(
    {
      code: 'conflict',
      message: `${describeHolder(holder)} at ${place} already has this key; nothing was overwritten`,
      hint: 'remove it or give it another name, then plan again; or take this override out of the manifest',
    },
    false,
  );
};

const heldByUnknown = (existingId: string | null): WriteFailure =>
  toWriteFailure(
    {
      code: 'conflict',
      message: `Qovery says that something already has this key (status 409), but no list shows it${
        existingId === null ? '' : `: its id is ${existingId}`
      }; nothing was overwritten`,
      hint: 'look at the variables of this scope in the console, then plan again',
    },
    false,
  );
