import type { Failure } from '../../model/failure.js';
import type { Import } from '../../model/import.js';
import type { RequestUsage } from '../../model/plan.js';
import { diagnosticsOfFailure, diagnosticsToJson, FORMAT_VERSION, renderJson } from './json.js';

/** An import, or why there is none, and what else its JSON says of the run. */
export interface ImportJsonInput {
  readonly made: Import;
  /** Null where no request was made. */
  readonly usage: RequestUsage | null;
  readonly toolVersion: string;
}

/** Prints an import as one object; the text of a file is in it only where it was not written to one. */
export const renderImportJson = (input: ImportJsonInput): string => renderJson(importToJson(input));

/** The same object, not yet printed. */
export const importToJson = ({ made, usage, toolVersion }: ImportJsonInput): object => ({
  formatVersion: FORMAT_VERSION,
  tool: { name: 'qoverride', version: toolVersion },
  summary: {
    imported: made.files.reduce((sum, { added }) => sum + added, 0),
    declared: made.declared,
    files: made.files.length,
  },
  requests: {
    made: usage?.made ?? 0,
    limit: usage?.limit ?? null,
    remaining: usage?.remaining ?? null,
  },
  files: made.files.map(({ file, isNew, added, text }) => ({
    file,
    isNew,
    added,
    text: file === null ? text : null,
  })),
  variables: made.variables.map(({ name, address }) => ({ name, address })),
  diagnostics: diagnosticsToJson(made.diagnostics),
});

/** Prints a failure as an object of the same shape, with nothing in it. */
export const renderImportFailureJson = (
  failure: Failure,
  usage: RequestUsage | null,
  toolVersion: string,
): string =>
  renderImportJson({
    made: { files: [], variables: [], declared: 0, diagnostics: diagnosticsOfFailure(failure) },
    usage,
    toolVersion,
  });
