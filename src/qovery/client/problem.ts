import type { Explanation } from '../../model/explanation.js';
import { Failure } from '../../model/failure.js';
import type { WriteFailure } from '../../model/write.js';

/** Turns a problem into the error that ends a command. */
export const toFailure = ({ code, message, hint }: Explanation): Failure =>
  new Failure(code, message, { hint });

/** Turns a problem into the outcome of one write; `fatal` when no other write can succeed either. */
export const toWriteFailure = ({ code, message, hint }: Explanation, fatal: boolean): WriteFailure => ({
  kind: 'failed',
  code,
  message,
  hint,
  fatal,
});
