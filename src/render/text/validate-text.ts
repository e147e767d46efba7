import type { Diagnostic, Severity } from '../../model/diagnostic.js';
import { formatCount } from '../../text/words.js';
import type { Paint } from './paint.js';

/** The result of a validation. */
export interface ValidateTextInput {
  /** Number of manifest files. */
  readonly files: number;
  readonly overrides: number;
  /** Number of entries for services that a glob finds. */
  readonly matches: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly paint: Paint;
}

/** Summarizes a validation in one line, such as `Valid: 14 overrides in 3 files.` */
export const renderValidateText = ({
  files,
  overrides,
  matches,
  diagnostics,
  paint,
}: ValidateTextInput): string => {
  const count = (word: Severity): number => diagnostics.filter(({ severity }) => severity === word).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const andGlobs = matches === 0 ? '' : ` and ${formatCount(matches, 'glob')} over services`;
  const inFiles = files === 0 ? '' : ` in ${formatCount(files, 'file')}`;
  const remarks = warnings === 0 ? '' : `, ${formatCount(warnings, 'warning')}`;
  return errors > 0
    ? `${paint.error('Invalid:')} ${formatCount(errors, 'error')}${remarks}${inFiles}.\n`
    : `${paint.success('Valid:')} ${formatCount(overrides, 'override')}${andGlobs}${inFiles}${remarks}.\n`;
};
