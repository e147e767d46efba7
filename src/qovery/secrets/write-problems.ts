import { describePlace, type Scope } from '../../model/scope.js';
import type { WriteFailure } from '../../model/write.js';
import type { Explanation } from '../../model/explanation.js';
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
export const denied = (scope: Scope, status: number): WriteFailure =>
  toWriteFailure(
    {
      code: 'access-denied',
      message: `the API token may not change the secrets of ${describePlace(scope)} (status ${status})`,
      hint: 'give the token a role that may write in this environment',
    },
    false,
  );

/** The API refuses, and the scope cannot be listed either, so it may also be gone. */
export const deniedUnlisted = (scope: Scope, status: number): WriteFailure =>
  toWriteFailure(
    {
      code: 'access-denied',
      message: `the API token may not change the secrets of ${describePlace(scope)} (status ${status}), or they no longer exist: it may not list them either`,
      hint: 'check that it still exists, and check the role of the token',
    },
    false,
  );

/** The write may or may not have been carried out. */
export const outcomeUnknown = (problem: Explanation, isFatal: boolean): WriteFailure => {
  if (problem.code === 'interrupted') {
    return toWriteFailure(
      {
        code: 'aborted',
        message: 'interrupted while the request was in flight: it is not known whether it was carried out',
        hint: 'run again: the next run finds what was written',
      },
      true,
    );
  }
  return toWriteFailure(
    {
      ...problem,
      message: `${problem.message}; it is not known whether it was carried out`,
      hint: problem.hint ?? 'run again: the next run finds what was written',
    },
    isFatal,
  );
};

/** The write was tried for as long as allowed, and was not carried out. */
export const notWritten = (problem: Explanation): WriteFailure =>
  toWriteFailure({ ...problem, message: `${problem.message}; nothing was changed` }, false);
