import type { Scope } from '../../model/scope.js';
import type { WriteFailure } from '../../model/write.js';
import type { Answer } from '../client/api-request.js';
import { toWriteFailure } from '../client/problem.js';
import type { Explanation } from '../../model/explanation.js';
import { nameScope } from './read.js';

/** What is refused because of rights. */
export const isDenied = (answer: Extract<Answer, { readonly kind: 'refused' }>): boolean =>
  answer.status === 401 || answer.status === 403;

/** The override that was to be changed is gone. */
export const GONE: WriteFailure = toWriteFailure(
  {
    code: 'gone',
    message: 'the override is no longer there: it was deleted after the plan was made',
    hint: 'plan again',
  },
  false,
);

/** What a new override hangs on is gone. */
export const goneParent = (scope: Scope): WriteFailure =>
  toWriteFailure(
    {
      code: 'gone',
      message: `the secret to override is no longer there, or ${nameScope(scope)} is not`,
      hint: 'plan again',
    },
    false,
  );

/** Somebody else made something in the same place. */
export const CONFLICT: WriteFailure = toWriteFailure(
  {
    code: 'conflict',
    message: 'somebody else has set this secret here after the plan was made; nothing was overwritten',
    hint: 'plan again to see what is there now',
  },
  false,
);

/** The token may look, and not write. */
export const denied = (scope: Scope, status: number): WriteFailure =>
  toWriteFailure(
    {
      code: 'access-denied',
      message: `the API token may not change the secrets of ${nameScope(scope)} (status ${status})`,
      hint: 'give the token a role that may write in this environment',
    },
    false,
  );

/** The API refuses, and does not show whether there still is anything to write to. */
export const deniedUnseen = (scope: Scope, status: number): WriteFailure =>
  toWriteFailure(
    {
      code: 'access-denied',
      message: `the API token may not change the secrets of ${nameScope(scope)} (status ${status}), or they are gone: they cannot be listed either`,
      hint: 'check that it still exists, and the role of the token',
    },
    false,
  );

/** It is not known whether the write took place. */
export const outcomeUnknown = (problem: Explanation, isFatal: boolean): WriteFailure => {
  if (problem.code === 'interrupted') {
    return toWriteFailure(
      {
        code: 'aborted',
        message: 'ended while the request was under way: whether it was carried out is not known',
        hint: 'run again: what was written is found then',
      },
      true,
    );
  }
  return toWriteFailure(
    {
      ...problem,
      message: `${problem.message}; whether it was carried out is not known`,
      hint: problem.hint ?? 'run again: what was written is found then',
    },
    isFatal,
  );
};

/** The write was tried for as long as allowed, and has not taken place. */
export const notWritten = (problem: Explanation): WriteFailure =>
  toWriteFailure({ ...problem, message: `${problem.message}; nothing was changed` }, false);
