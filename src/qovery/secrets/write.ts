import type { RemoteSecret } from '../../model/remote-secret.js';
import type { WriteFailure, WriteOperation, Writer, WriteResult } from '../../model/write.js';
import type { Answer, ApiRequest } from '../client/api-request.js';
import { backoffDelay } from '../../http/classify.js';
import type { Client } from '../client/client.js';
import { toWriteFailure } from '../client/problem.js';
import type { Explanation } from '../../model/explanation.js';
import { finishAnswered, finishSeen } from './finish-write.js';
import {
  CONFLICT,
  denied,
  deniedUnseen,
  GONE,
  goneParent,
  isDenied,
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
import { requestList } from './read.js';

type Success = Extract<Answer, { readonly kind: 'success' }>;
type Refused = Extract<Answer, { readonly kind: 'refused' }>;

/** One kind of write: how it is asked for, and what the answers to it mean. */
interface Way {
  readonly request: (isStoppable: boolean) => ApiRequest;
  readonly succeed: (answer: Success) => Promise<WriteResult>;
  /** What a refusal means by itself; null where the scope must be listed first. */
  readonly refuse: (answer: Refused) => WriteResult | null;
  /** What a list shows to have become of it; null where it was not carried out. */
  readonly judge: (sight: Exclude<Sight, { readonly kind: 'unseen' }>) => Promise<WriteResult | null>;
}

type WayOf = (client: Client, target: WriteTarget) => Way;

/**
 * Makes the writer of one run. No answer is trusted to be lost with its request: where one says too little, the scope is listed
 * again, and only what is seen not to have happened is sent again.
 * A write fails with `conflict`, `gone`, `access-denied`, `aborted` or a code of `Client`.
 */
export const createWriter = (client: Client): Writer => ({
  create: (operation) => carryOut(client, operation, wayOfCreate),
  update: (operation) => carryOut(client, operation, wayOfUpdate),
  remove: (operation) => carryOut(client, operation, wayOfRemove),
});

const carryOut = async (client: Client, operation: WriteOperation, wayOf: WayOf): Promise<WriteResult> => {
  const target = createTarget(operation, client.createPatience());
  const way = wayOf(client, target);
  for (let tries = 1; ; tries += 1) {
    const answer = await client.request(way.request(tries === 1));
    if (answer.kind === 'success') return way.succeed(answer);
    if (answer.kind === 'failed') return toWriteFailure(answer.problem, answer.isFatal);
    if (answer.kind === 'refused') {
      const result = answer.isFatal ? toWriteFailure(answer.problem, true) : way.refuse(answer);
      if (result !== null && !mustLook(answer, result)) return result;
    }
    // Half of the wait before the look, because what was lost may still arrive, and half after it, because a server
    // that closes the connection with each answer would lose whatever follows at once.
    const delay = backoffDelay(tries, null, client.random());
    const mayTryAgain = target.patience.takes(delay);
    if (mayTryAgain) await client.sleep(delay / 2);
    if (client.isAborted()) return outcomeUnknown(answer.problem, true);

    const sight = await lookAgain(client, target);
    if (sight.kind === 'unseen') return explainUnseen(target, answer, sight);
    const result = await way.judge(sight);
    if (result !== null) return result;
    if (answer.kind === 'refused') {
      if (isDenied(answer)) return denied(target.scope, answer.status);
      const refusal = way.refuse(answer);
      if (refusal !== null) return refusal;
    }
    if (!mayTryAgain) return notWritten(answer.problem);
    await client.sleep(delay / 2);
  }
};

/** Whether a refusal may not be the last word: an earlier attempt, whose answer was lost, may have been carried out. */
const mustLook = (answer: Refused, result: WriteResult): boolean =>
  answer.mayHaveRun && result.kind === 'failed';

const explainUnseen = (
  target: WriteTarget,
  answer: Refused | { readonly kind: 'unknown'; readonly problem: Explanation },
  { answer: listed }: Extract<Sight, { readonly kind: 'unseen' }>,
): WriteFailure => {
  const isFatal = listed.kind !== 'unknown' && listed.isFatal;
  const hasEnded = isFatal && listed.kind === 'refused';
  if (answer.kind === 'refused' && isDenied(answer) && !answer.mayHaveRun) {
    return hasEnded ? toWriteFailure(listed.problem, true) : deniedUnseen(target.scope, answer.status);
  }
  return outcomeUnknown(hasEnded ? listed.problem : answer.problem, isFatal);
};

const wayOfCreate: WayOf = (client, target) => ({
  request: (isStoppable) => createRequest(target, isStoppable),
  succeed: (answer) => finishAnswered(client, target, answer),
  refuse: (answer) => {
    if (answer.status === 409 || isDenied(answer)) return null;
    return answer.status === 404 ? goneParent(target.scope) : toWriteFailure(answer.problem, false);
  },
  judge: async (sight) => {
    if (sight.kind === 'gone') return goneParent(target.scope);
    const { own, hasParent } = sight;
    if (own === null) return hasParent ? null : goneParent(target.scope);
    return isWritten(target, own) ? finishSeen(client, target, own) : CONFLICT;
  },
});

/** Whether a listed entry is the override that was to be made: from this run, or from another with the same stack and value. */
const isWritten = (target: WriteTarget, own: RemoteSecret): boolean =>
  own.overrides !== null && (sentTime(target, own) !== null || target.operation.isOurs(own));

const wayOfUpdate: WayOf = (client, target) => ({
  request: (isStoppable) => updateRequest(target, overrideIdOf(target), isStoppable),
  succeed: (answer) => finishAnswered(client, target, answer),
  refuse: (answer) => {
    if (isDenied(answer)) return null;
    return answer.status === 404 ? GONE : toWriteFailure(answer.problem, false);
  },
  judge: async (sight) => {
    if (sight.kind === 'gone' || sight.own === null) return GONE;
    return sentTime(target, sight.own) === null ? null : finishSeen(client, target, sight.own);
  },
});

const DELETED: WriteResult = { kind: 'applied', overrideId: null, markerTime: null };

const wayOfRemove: WayOf = (_client, target) => ({
  request: (isStoppable) => deleteRequest(target, overrideIdOf(target), isStoppable),
  succeed: async () => DELETED,
  refuse: (answer) => {
    if (isDenied(answer)) return null;
    return answer.status === 404 ? DELETED : toWriteFailure(answer.problem, false);
  },
  judge: async (sight) => (sight.kind === 'gone' || sight.own === null ? DELETED : null),
});

const overrideIdOf = ({ operation }: WriteTarget): string => {
  const { overrideId } = operation.change;
  if (overrideId === null) throw new TypeError('a change without an override cannot change or delete it');
  return overrideId;
};

/** What a fresh list of a scope shows of one write. */
export type Sight =
  | {
      readonly kind: 'seen';
      /** The scope's own entry with that key, whatever it is; null where there is none. */
      readonly own: RemoteSecret | null;
      /** Whether the secret that is to be overridden is still there. */
      readonly hasParent: boolean;
    }
  /** The scope itself is gone. */
  | { readonly kind: 'gone' }
  /** It cannot be seen. */
  | { readonly kind: 'unseen'; readonly answer: Exclude<Answer, { readonly kind: 'success' }> };

/**
 * Lists the scope of a write once more, to learn what became of a request whose answer does not say: only that keeps a
 * lost answer from being taken for a lost request.
 */
export const lookAgain = async (client: Client, target: WriteTarget): Promise<Sight> => {
  const { change } = target.operation;
  const answer = await requestList(client, target.scope, null);
  if (answer.kind !== 'listed') {
    return answer.kind === 'refused' && answer.status === 404 ? { kind: 'gone' } : { kind: 'unseen', answer };
  }
  const isOwn = (secret: RemoteSecret): boolean =>
    secret.scope === target.scope.type &&
    (change.overrideId === null ? secret.key === change.secretKey : secret.id === change.overrideId);
  return {
    kind: 'seen',
    own: answer.secrets.find(isOwn) ?? null,
    hasParent: answer.secrets.some(({ id }) => id === change.parentId),
  };
};
