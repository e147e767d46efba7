import { type Diagnostic, compareDiagnostics, createDiagnostic } from '../../model/diagnostic.js';
import type { Failure } from '../../model/failure.js';
import type { Location } from '../../model/location.js';
import { escapeJson } from '../../text/escape.js';

/** Version of every JSON output: within one, fields are only added. */
export const FORMAT_VERSION = '1.0';

/** A finding as JSON output carries it. */
export interface DiagnosticJson {
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly address: string | null;
  readonly location: Location | null;
  readonly related: readonly { readonly message: string; readonly location: Location }[];
}

/** Prints one JSON object and a final newline, its keys in the order in which they were put there. */
export const renderJson = (value: object): string => `${escapeJson(JSON.stringify(value, null, 2))}\n`;

/** Findings as JSON output carries them, in an order that does not depend on how they were found. */
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

/** A place as JSON output carries it, whatever else the object may hold. */
export const locationToJson = ({ file, line, column }: Location): Location => ({ file, line, column });

/** A failure as the findings behind it and one of its own. */
export const diagnosticsOfFailure = (failure: Failure): readonly Diagnostic[] => [
  ...failure.diagnostics,
  createDiagnostic({ severity: 'error', code: failure.code, message: failure.message, hint: failure.hint }),
];

/** Prints the findings of a validation as `{ formatVersion, diagnostics }`. */
export const renderValidateJson = (diagnostics: readonly Diagnostic[]): string =>
  renderJson(validationToJson(diagnostics));

/** The same object, not yet printed. */
export const validationToJson = (diagnostics: readonly Diagnostic[]): object => ({
  formatVersion: FORMAT_VERSION,
  diagnostics: diagnosticsToJson(diagnostics),
});
