import type { Diagnostic, RelatedLocation, Severity } from '../model/diagnostic.js';
import type { Location } from '../model/location.js';

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
