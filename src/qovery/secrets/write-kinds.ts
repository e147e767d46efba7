import type { RemoteSecret } from '../../model/remote-secret.js';
import type { WriteResult } from '../../model/write.js';
import { isDenied, type ApiRequest, type Refused, type Success } from '../client/api-request.js';
import { toWriteFailure } from '../client/problem.js';
import { finishAnswered, finishListed } from './finish-write.js';
import type { Relisting } from './relist.js';
import { CONFLICT, GONE, goneParent } from './write-problems.js';
import type { WriteRun } from './write-run.js';
import {
  createRequest,
  deleteRequest,
  isWritten,
  overrideIdOf,
  sentTime,
  updateRequest,
  type WriteTarget,
} from './write-target.js';

/** A create, an update or a delete: its request, and what the answers mean. */
export interface WriteKind<Value> {
  readonly request: (isInterruptible: boolean) => ApiRequest<Value>;
  /** What a success means; null where the scope must be listed first, because it does not say that the write was carried out. */
  readonly succeed: (answer: Success<Value>) => Promise<WriteResult | null>;
  /** What a refusal means by itself; null where the scope must be listed first. */
  readonly refuse: (answer: Refused) => WriteResult | null;
  /** What a new list of the scope shows; null where the write was not carried out. */
  readonly judge: (
    relisting: Exclude<Relisting, { readonly kind: 'unlisted' }>,
  ) => Promise<WriteResult | null>;
}

/** Prepares one kind of write. */
export type PrepareWrite<Value> = (run: WriteRun, target: WriteTarget) => WriteKind<Value>;

/** Prepares to make an override that is not there. */
export const prepareCreate: PrepareWrite<RemoteSecret> = (run, target) => ({
  request: (isInterruptible) => createRequest(target, isInterruptible),
  succeed: async (answer) => {
    const { description } = answer.value;
    const sent = sentTime(target, answer.value);
    if (description === null || sent === answer.markerTime) return finishAnswered(run, target, answer, null);
    return sent === null ? null : finishListed(run, target, answer.value);
  },
  refuse: (answer) => {
    if (answer.status === 409 || isDenied(answer)) return null;
    return answer.status === 404 ? goneParent(target.scope) : toWriteFailure(answer.problem, false);
  },
  judge: async (relisting) => {
    if (relisting.kind === 'gone') return goneParent(target.scope);
    const { own, hasParent } = relisting;
    if (own === null) return hasParent ? null : goneParent(target.scope);
    return isWritten(target, own) ? finishListed(run, target, own) : CONFLICT;
  },
});

/** Prepares to change an override in place. */
export const prepareUpdate: PrepareWrite<RemoteSecret> = (run, target) => ({
  request: (isInterruptible) => updateRequest(target, overrideIdOf(target), isInterruptible),
  succeed: (answer) => finishAnswered(run, target, answer, target.operation.change.ownTime),
  refuse: (answer) => {
    if (isDenied(answer)) return null;
    return answer.status === 404 ? GONE : toWriteFailure(answer.problem, false);
  },
  judge: async (relisting) => {
    if (relisting.kind === 'gone' || relisting.own === null) return GONE;
    return sentTime(target, relisting.own) === null ? null : finishListed(run, target, relisting.own);
  },
});

const DELETED: WriteResult = { kind: 'applied', overrideId: null, markerTime: null };

/** The one status that says that something was deleted; any other success may come from something in between. */
const NO_CONTENT = 204;

/** Prepares to delete an override. */
export const prepareRemove: PrepareWrite<true> = (_run, target) => ({
  request: (isInterruptible) => deleteRequest(target, overrideIdOf(target), isInterruptible),
  succeed: async ({ status }) => (status === NO_CONTENT ? DELETED : null),
  refuse: (answer) => {
    if (isDenied(answer)) return null;
    return answer.status === 404 ? DELETED : toWriteFailure(answer.problem, false);
  },
  judge: async (relisting) => (relisting.kind === 'gone' || relisting.own === null ? DELETED : null),
});
