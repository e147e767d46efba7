import { type Diagnostic, compareDiagnostics, createDiagnostic } from '../../model/diagnostic.js';
import type { Failure } from '../../model/failure.js';
import type { Location } from '../../model/location.js';
import { escapeJson } from '../../text/escape.js';

/** Version of the JSON of all commands except plan and apply. Within a major version, fields are only added. */
export const FORMAT_VERSION = '1.0';

/** A diagnostic as it appears in JSON output. */
export interface DiagnosticJson {
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly address: string | null;
  readonly location: Location | null;
  readonly related: readonly { readonly message: string; readonly location: Location }[];
}

/** Renders one JSON object with a final newline. Keys keep their insertion order. */
export const renderJson = (value: object): string => `${escapeJson(JSON.stringify(value, null, 2))}\n`;

/** Converts diagnostics to their JSON form, in a stable order. */
export const diagnosticsToJson = (diagnostics: readonly Diagnostic[]): readonly DiagnosticJson[] =>
  diagnostics.toSorted(compareDiagnostics).map((diagnostic) => ({
    severity: diagnostic.severity,
    code: diagnostic.code,
    message: diagnostic.message,
    hint: diagnostic.hint,
    address: diagnostic.address,
    location: diagnostic.location === null ? null : locationToJson(diagnostic.location),
    related: diagnostic.related.map(({ message, location }) => ({
      message,
      location: locationToJson(location),
    })),
  }));

/** Converts a location to its JSON form, without any other fields of the object. */
export const locationToJson = ({ file, line, column }: Location): Location => ({ file, line, column });

/** Converts a failure to diagnostics: those that caused it, then the failure itself. */
export const diagnosticsOfFailure = (failure: Failure): readonly Diagnostic[] => [
  ...failure.diagnostics,
  createDiagnostic({ severity: 'error', code: failure.code, message: failure.message, hint: failure.hint }),
];

/** Renders the diagnostics of a validation as `{ formatVersion, diagnostics }`. */
export const renderValidateJson = (diagnostics: readonly Diagnostic[]): string =>
  renderJson(validationToJson(diagnostics));

/** Converts the diagnostics of a validation to `{ formatVersion, diagnostics }`. */
export const validationToJson = (diagnostics: readonly Diagnostic[]): object => ({
  formatVersion: FORMAT_VERSION,
  diagnostics: diagnosticsToJson(diagnostics),
});
