import { describePlace, type Scope } from '../../model/scope.js';
import type { WriteFailure } from '../../model/write.js';
import type { Explanation } from '../../model/explanation.js';
import type { Refused } from '../client/api-request.js';
import { toWriteFailure } from '../client/problem.js';

/** The override to change is gone. */
export const GONE: WriteFailure = toWriteFailure(
  {
    code: 'gone',
    message: 'the override no longer exists: it was deleted after the plan was made',
    hint: 'plan again',
  },
  false,
);

/** The secret to override, or its scope, is gone. */
export const goneParent = (scope: Scope): WriteFailure =>
  toWriteFailure(
    {
      code: 'gone',
      message: `the secret to override, or ${describePlace(scope)}, no longer exists`,
      hint: 'plan again',
    },
    false,
  );

/** Somebody else created an entry with the same key here. */
export const CONFLICT: WriteFailure = toWriteFailure(
  {
    code: 'conflict',
    message: 'somebody else set this secret here after the plan was made; nothing was overwritten',
    hint: 'plan again to see what is there now',
  },
  false,
);

/** The token may read here, but not write. */
export const denied = (scope: Scope, { status, problem }: Refused): WriteFailure =>
  toWriteFailure(
    problem.hint === null
      ? {
          code: 'access-denied',
          message: `the API token may not change the secrets of ${describePlace(scope)} (status ${status})`,
          hint: 'a token cannot be edited, so make a new one with a role that may write in this environment',
        }
      : problem,
    false,
  );

/** The API refuses, and the scope cannot be listed either, so it may also be gone. */
export const deniedUnlisted = (scope: Scope, { status, problem }: Refused): WriteFailure =>
  toWriteFailure(
    {
      code: 'access-denied',
      message: `the API token may not change the secrets of ${describePlace(scope)} (status ${status}), or they no longer exist: it may not list them either`,
      hint:
        problem.hint ??
        'check that it still exists; if the token lacks the role, make a new one, because a token cannot be edited',
    },
    false,
  );

/** What is left to do where nobody can know. */
const RUN_AGAIN = 'run again: the next run finds what was written';

/** The write may or may not have been carried out, and what there is could not be listed. */
export const outcomeUnknown = (problem: Explanation, isFatal: boolean): WriteFailure =>
  toWriteFailure(
    problem.code === 'interrupted'
      ? {
          code: OUTCOME_UNKNOWN,
          message: 'interrupted while the request was in flight: it may have been carried out',
          hint: RUN_AGAIN,
        }
      : {
          code: OUTCOME_UNKNOWN,
          message: `${problem.message}; it may have been carried out`,
          hint: problem.hint ?? RUN_AGAIN,
        },
    isFatal,
  );

/** The write was tried for as long as allowed. Two looks did not show it, but lists may be old, and a request may take effect late. */
export const notSeen = (problem: Explanation): WriteFailure =>
  toWriteFailure(
    {
      code: OUTCOME_UNKNOWN,
      message: `${problem.message}; a list does not show it, but it may have been carried out`,
      hint: RUN_AGAIN,
    },
    false,
  );

const OUTCOME_UNKNOWN = 'outcome-unknown';

/** A success that does not say that the write was carried out. */
export const doubtfulSuccess = (status: number): Explanation => ({
  code: 'unexpected-answer',
  message: `Qovery answered with status ${String(status)}, which does not say that the write was carried out`,
  hint: null,
});
