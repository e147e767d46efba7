import { Failure } from '../../model/failure.js';
import type { WriteFailure } from '../../model/write.js';

/** What went wrong with a request, in words for people: no value, no token, nothing quoted from a library's error. */
export interface Problem {
  /** Stable kebab-case word, such as `unreachable`. */
  readonly code: string;
  /** One line, without a final full stop. */
  readonly message: string;
  readonly hint: string | null;
}

/** Turns a problem into the error that ends a command. */
export const toFailure = (problem: Problem): Failure =>
  new Failure(problem.code, problem.message, problem.hint === null ? {} : { hint: problem.hint });

/** Turns a problem into the outcome of one write; `fatal` when no other write can succeed either. */
export const toWriteFailure = (problem: Problem, fatal: boolean): WriteFailure => ({
  kind: 'failed',
  code: problem.code,
  message: problem.message,
  hint: problem.hint,
  fatal,
});
