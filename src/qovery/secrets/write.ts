import { backoffDelay } from '../../async/backoff.js';
import type { RemoteSecret } from '../../model/remote-secret.js';
import type { WriteFailure, WriteOperation, Writer, WriteResult } from '../../model/write.js';
import { isDenied, type ApiRequest, type Refused, type Success } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import type { Explanation } from '../../model/explanation.js';
import { toWriteFailure } from '../client/problem.js';
import { finishAnswered, finishListed } from './finish-write.js';
import { relist, type Relisting } from './relist.js';
import {
  CONFLICT,
  denied,
  deniedUnlisted,
  GONE,
  goneParent,
  notWritten,
  outcomeUnknown,
} from './write-problems.js';
import {
  createRequest,
  createTarget,
  deleteRequest,
  sentTime,
  updateRequest,
  type WriteTarget,
} from './write-target.js';

/** A create, an update or a delete: its request, and what the answers mean. */
interface WriteKind<Value> {
  readonly request: (isInterruptible: boolean) => ApiRequest<Value>;
  readonly succeed: (answer: Success<Value>) => Promise<WriteResult>;
  /** What a refusal means by itself; null where the scope must be listed first. */
  readonly refuse: (answer: Refused) => WriteResult | null;
  /** What a new list of the scope shows; null where the write was not carried out. */
  readonly judge: (
    relisting: Exclude<Relisting, { readonly kind: 'unlisted' }>,
  ) => Promise<WriteResult | null>;
}

type PrepareWrite<Value> = (client: Client, target: WriteTarget) => WriteKind<Value>;

/**
 * Makes the writer of one run. When an answer is lost or says too little, the request may still have been carried out: the writer lists
 * the scope again, and sends the request again only if it was not.
 * A write fails with `conflict`, `gone`, `access-denied`, `aborted` or a code of `Client`.
 */
export const createWriter = (client: Client): Writer => ({
  create: (operation) => carryOut(client, operation, prepareCreate),
  update: (operation) => carryOut(client, operation, prepareUpdate),
  remove: (operation) => carryOut(client, operation, prepareRemove),
});

const carryOut = async <Value>(
  client: Client,
  operation: WriteOperation,
  prepare: PrepareWrite<Value>,
): Promise<WriteResult> => {
  const target = createTarget(operation, client.createRetryBudget());
  const kind = prepare(client, target);
  for (let tries = 1; ; tries += 1) {
    const answer = await client.request(kind.request(tries === 1));
    if (answer.kind === 'success') return kind.succeed(answer);
    if (answer.kind === 'failed') return toWriteFailure(answer.problem, answer.isFatal);
    if (answer.kind === 'refused') {
      const result = answer.isFatal ? toWriteFailure(answer.problem, true) : kind.refuse(answer);
      if (result !== null && !mustRelist(answer, result)) return result;
    }
    // Half of the wait comes before the list, because a lost request may still arrive, and half after it, because a server
    // that closes the connection with each answer would lose a request that follows at once.
    const delay = backoffDelay(tries, null, client.random());
    const mayTryAgain = target.retryBudget.tryWait(delay);
    if (mayTryAgain) await client.sleep(delay / 2);
    if (client.isAborted()) return outcomeUnknown(answer.problem, true);

    const relisting = await relist(client, target);
    if (relisting.kind === 'unlisted') return explainUnlisted(target, answer, relisting);
    const result = await kind.judge(relisting);
    if (result !== null) return result;
    if (answer.kind === 'refused') {
      if (isDenied(answer)) return denied(target.scope, answer.status);
      const refusal = kind.refuse(answer);
      if (refusal !== null) return refusal;
    }
    if (!mayTryAgain) return notWritten(answer.problem);
    await client.sleep(delay / 2);
  }
};

/** Whether a refusal may be wrong: an earlier attempt, whose answer was lost, may have been carried out. */
const mustRelist = (answer: Refused, result: WriteResult): boolean =>
  answer.mayHaveRun && result.kind === 'failed';

const explainUnlisted = (
  target: WriteTarget,
  answer: Refused | { readonly kind: 'unknown'; readonly problem: Explanation },
  { answer: listed }: Extract<Relisting, { readonly kind: 'unlisted' }>,
): WriteFailure => {
  const isFatal = listed.kind !== 'unknown' && listed.isFatal;
  const hasEnded = isFatal && listed.kind === 'refused';
  if (answer.kind === 'refused' && isDenied(answer) && !answer.mayHaveRun) {
    return hasEnded ? toWriteFailure(listed.problem, true) : deniedUnlisted(target.scope, answer.status);
  }
  return outcomeUnknown(hasEnded ? listed.problem : answer.problem, isFatal);
};

const prepareCreate: PrepareWrite<RemoteSecret> = (client, target) => ({
  request: (isInterruptible) => createRequest(target, isInterruptible),
  succeed: (answer) => finishAnswered(client, target, answer),
  refuse: (answer) => {
    if (answer.status === 409 || isDenied(answer)) return null;
    return answer.status === 404 ? goneParent(target.scope) : toWriteFailure(answer.problem, false);
  },
  judge: async (relisting) => {
    if (relisting.kind === 'gone') return goneParent(target.scope);
    const { own, hasParent } = relisting;
    if (own === null) return hasParent ? null : goneParent(target.scope);
    return isWritten(target, own) ? finishListed(client, target, own) : CONFLICT;
  },
});

/** Whether a listed entry is the override to create: from this run, or from another one with the same stack and value. */
const isWritten = (target: WriteTarget, own: RemoteSecret): boolean =>
  own.overrides !== null && (sentTime(target, own) !== null || target.operation.isOurs(own));

const prepareUpdate: PrepareWrite<RemoteSecret> = (client, target) => ({
  request: (isInterruptible) => updateRequest(target, overrideIdOf(target), isInterruptible),
  succeed: (answer) => finishAnswered(client, target, answer),
  refuse: (answer) => {
    if (isDenied(answer)) return null;
    return answer.status === 404 ? GONE : toWriteFailure(answer.problem, false);
  },
  judge: async (relisting) => {
    if (relisting.kind === 'gone' || relisting.own === null) return GONE;
    return sentTime(target, relisting.own) === null ? null : finishListed(client, target, relisting.own);
  },
});

const DELETED: WriteResult = { kind: 'applied', overrideId: null, markerTime: null };

const prepareRemove: PrepareWrite<true> = (_client, target) => ({
  request: (isInterruptible) => deleteRequest(target, overrideIdOf(target), isInterruptible),
  succeed: async () => DELETED,
  refuse: (answer) => {
    if (isDenied(answer)) return null;
    return answer.status === 404 ? DELETED : toWriteFailure(answer.problem, false);
  },
  judge: async (relisting) => (relisting.kind === 'gone' || relisting.own === null ? DELETED : null),
});

const overrideIdOf = ({ operation }: WriteTarget): string => {
  const { overrideId } = operation.change;
  if (overrideId === null) throw new TypeError('an update or a delete needs the id of an override');
  return overrideId;
};
