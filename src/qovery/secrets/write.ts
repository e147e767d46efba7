import { backoffDelay } from '../../async/backoff.js';
import type { Explanation } from '../../model/explanation.js';
import type { WriteFailure, WriteOperation, Writer, WriteResult } from '../../model/write.js';
import { isDenied, type Answer, type Refused } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import { toWriteFailure } from '../client/problem.js';
import { settleConflict } from './conflict.js';
import { createTurns } from './first-write.js';
import { relist, type Relisting } from './relist.js';
import {
  prepareCreate,
  prepareRemove,
  prepareUpdate,
  type PrepareWrite,
  type WriteKind,
} from './write-kinds.js';
import { denied, deniedUnlisted, doubtfulSuccess, notSeen, outcomeUnknown } from './write-problems.js';
import { createWriteRun, type WriteRun } from './write-run.js';
import { createTarget, type WriteTarget } from './write-target.js';

/**
 * Makes the writer of one run. When an answer is lost or says too little, the request may still have been carried out: the writer lists
 * the scope again, and sends the request again only if it was not.
 * A write fails with `conflict`, `gone`, `access-denied`, `outcome-unknown` where nobody can tell, or a code of `Client`.
 */
export const createWriter = (client: Client): Writer => {
  const run = createWriteRun(client);
  const takeTurn = createTurns(client.serverTime);
  return {
    create: (operation) => takeTurn(() => carryOut(run, operation, prepareCreate)),
    update: (operation) => takeTurn(() => carryOut(run, operation, prepareUpdate)),
    remove: (operation) => carryOut(run, operation, prepareRemove),
  };
};

/** The pause before the last look, in milliseconds: requests may take effect late, and lists may be a little old. */
const LAST_PAUSE = 2000;

const carryOut = async <Value>(
  run: WriteRun,
  operation: WriteOperation,
  prepare: PrepareWrite<Value>,
): Promise<WriteResult> => {
  const { client } = run;
  const target = createTarget(operation, client);
  const kind = prepare(run, target);
  let hasLost = false;
  for (let tries = 1; ; tries += 1) {
    const answer = await client.request(kind.request(tries === 1));
    const result = await understand(kind, answer, hasLost);
    if (result !== null) return result;
    const problem = answer.kind === 'success' ? doubtfulSuccess(answer.status) : answer.problem;
    hasLost ||= answer.kind !== 'refused' || answer.mayHaveRun;

    // Half of the wait comes before the list, because a lost request may still arrive, and half after it, because a server
    // that closes the connection with each answer would lose a request that follows at once.
    const delay = backoffDelay(tries, null, client.random());
    const mayTryAgain = target.retryBudget.tryWait(delay);
    if (mayTryAgain) await client.sleep(delay / 2);
    if (client.isAborted()) return outcomeUnknown(problem, true);

    const relisting = await relist(client, target);
    if (relisting.kind === 'unlisted') return explainUnlisted(target, answer, problem, relisting);
    const listed = await kind.judge(relisting);
    if (listed !== null) return listed;
    if (answer.kind === 'refused') {
      if (isDenied(answer)) return denied(target.scope, answer);
      return kind.refuse(answer) ?? settleConflict(run, target, answer, hasLost);
    }
    if (!mayTryAgain) return lookOnceMore(client, target, kind, problem);
    await client.sleep(delay / 2);
  }
};

/** What an answer means by itself; null where the scope must be listed first. `hasLost`: an earlier try may have been carried out. */
const understand = async <Value>(
  kind: WriteKind<Value>,
  answer: Answer<Value>,
  hasLost: boolean,
): Promise<WriteResult | null> => {
  switch (answer.kind) {
    case 'success':
      return kind.succeed(answer);
    case 'failed':
      return hasLost
        ? outcomeUnknown(answer.problem, answer.isFatal)
        : toWriteFailure(answer.problem, answer.isFatal);
    case 'refused': {
      const result = answer.isFatal ? explainEnd(answer, hasLost) : kind.refuse(answer);
      return result !== null && mustRelist(answer, result) ? null : result;
    }
    case 'unknown':
      return null;
  }
};

/** Explains a refusal that ends the run; `hasLost`: an earlier try may have been carried out. */
const explainEnd = ({ problem }: Refused, hasLost: boolean): WriteFailure =>
  hasLost ? outcomeUnknown(problem, true) : toWriteFailure(problem, true);

/** Whether a refusal may be wrong: an earlier attempt, whose answer was lost, may have been carried out. */
const mustRelist = (answer: Refused, result: WriteResult): boolean =>
  answer.mayHaveRun && result.kind === 'failed';

/** Looks a last time, after a pause, for a write that was tried for as long as allowed. */
const lookOnceMore = async <Value>(
  client: Client,
  target: WriteTarget,
  kind: WriteKind<Value>,
  problem: Explanation,
): Promise<WriteResult> => {
  await client.sleep(LAST_PAUSE);
  if (client.isAborted()) return outcomeUnknown(problem, true);
  const relisting = await relist(client, target);
  if (relisting.kind === 'unlisted') return outcomeUnknown(problem, false);
  return (await kind.judge(relisting)) ?? notSeen(problem);
};

const explainUnlisted = (
  target: WriteTarget,
  answer: Answer<unknown>,
  problem: Explanation,
  { answer: listed }: Extract<Relisting, { readonly kind: 'unlisted' }>,
): WriteFailure => {
  const isFatal = listed.kind !== 'unknown' && listed.isFatal;
  const hasEnded = isFatal && listed.kind === 'refused';
  if (answer.kind === 'refused' && isDenied(answer) && !answer.mayHaveRun) {
    return hasEnded ? toWriteFailure(listed.problem, true) : deniedUnlisted(target.scope, answer);
  }
  return outcomeUnknown(hasEnded ? listed.problem : problem, isFatal);
};
