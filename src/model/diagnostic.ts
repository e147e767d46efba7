import type { Explanation } from './explanation.js';
import { compareLocations, compareText, type Location } from './location.js';

/**
 * The severity of a diagnostic. An `error` fails the command; a `warning` or an `info` does not.
 *
 * @inline
 */
export type Severity = 'error' | 'warning' | 'info';

/** One finding about a manifest, a value or the live state. It never holds a secret value. */
export interface Diagnostic extends Explanation {
  /** Its severity. */
  readonly severity: Severity;
  /** Address of the override that it is about; null if there is none. */
  readonly address: string | null;
  /** Location in a manifest; null if there is none. */
  readonly location: Location | null;
  /** Other places that belong to the same finding, such as the first of two duplicates. */
  readonly related: readonly RelatedLocation[];
  /** Source lines with a caret under the column. All values are already hidden. Null if there are none. */
  readonly frame: string | null;
}

/**
 * A second place that a diagnostic names.
 *
 * @inline
 */
export interface RelatedLocation {
  /** What is there. Escape it as the message of a diagnostic. */
  readonly message: string;
  /** Where that is. */
  readonly location: Location;
}

/** Orders diagnostics by place, then address, then code and message: output stays byte-stable. */
export const compareDiagnostics = (left: Diagnostic, right: Diagnostic): number =>
  compareOptionalLocations(left.location, right.location) ||
  compareText(left.address ?? '', right.address ?? '') ||
  compareText(left.code, right.code) ||
  compareText(left.message, right.message);

const compareOptionalLocations = (left: Location | null, right: Location | null): number => {
  if (left === null || right === null) return (left === null ? 0 : 1) - (right === null ? 0 : 1);
  return compareLocations(left, right);
};

/** Creates a diagnostic. Optional fields default to null or empty. */
export const createDiagnostic = ({
  severity,
  code,
  message,
  hint = null,
  address = null,
  location = null,
  related = [],
  frame = null,
}: Pick<Diagnostic, 'severity' | 'code' | 'message'> & Partial<Diagnostic>): Diagnostic => ({
  severity,
  code,
  message,
  hint,
  address,
  location,
  related,
  frame,
});
