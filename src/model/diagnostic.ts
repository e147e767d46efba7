import { compareLocations, compareText, type Location } from './location.js';

/** How much a diagnostic matters: an `error` fails the command, a `warning` and an `info` do not. */
export type Severity = 'error' | 'warning' | 'info';

/** One finding about a manifest, a value or the live state. It never holds a secret value. */
export interface Diagnostic {
  /** How much it matters. */
  readonly severity: Severity;
  /** Stable kebab-case word that scripts may rely on, such as `unknown-property`. */
  readonly code: string;
  /** One sentence. Names in it may come from elsewhere: renderers escape them. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Address of the override it is about. */
  readonly address?: string;
  /** Where in a manifest it is; left out where it is about no place there. */
  readonly location?: Location;
  /** Other places that belong to the same finding, such as the first of two duplicates. */
  readonly related?: readonly RelatedLocation[];
  /** Source lines with a caret under the column; every value in them is already hidden. */
  readonly frame?: string;
}

/** A second place that a diagnostic names. */
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

const compareOptionalLocations = (left?: Location, right?: Location): number => {
  if (left === undefined || right === undefined) {
    return (left === undefined ? 0 : 1) - (right === undefined ? 0 : 1);
  }
  return compareLocations(left, right);
};

/** What a diagnostic says, with null for what there is none of. */
export interface Finding {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly hint?: string | null;
  readonly address?: string;
  readonly location?: Location | null;
  readonly related?: readonly RelatedLocation[];
}

/** Makes a diagnostic, leaving out what is null. */
export const createDiagnostic = ({ hint, location, ...rest }: Finding): Diagnostic => ({
  ...rest,
  ...(hint === null || hint === undefined ? {} : { hint }),
  ...(location === null || location === undefined ? {} : { location }),
});
