import { Failure } from '../../model/failure.js';

/** The code of files that only the `sops` program can judge, because of the pattern in them. */
export const UNSUPPORTED_PATTERN = 'unsupported-pattern';

/** A pattern that is wrong, too large, or beyond what this tool reads of RE2's syntax. */
export const unsupportedPattern = (): Failure =>
  new Failure(UNSUPPORTED_PATTERN, 'its pattern for what is encrypted cannot be evaluated here');
