import type { Failure } from '../../model/failure.js';
import type { Import, StateImport } from '../../model/import.js';
import type { RequestUsage } from '../../model/plan.js';
import { formatTime } from '../../text/time.js';
import { diagnosticsOfFailure, diagnosticsToJson, FORMAT_VERSION, renderJson } from './json.js';

/** An import, and the facts about the run that its JSON contains. */
export interface ImportJsonInput {
  readonly made: Import;
  /** Null if no request was made. */
  readonly usage: RequestUsage | null;
  readonly toolVersion: string;
}

/** Renders an import as one object. It contains the text of a manifest only if the text was not written to a file. */
export const renderImportJson = (input: ImportJsonInput): string => renderJson(importToJson(input));

/** Converts an import to its JSON object. */
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
  state: made.state === null ? null : stateToJson(made.state),
  diagnostics: diagnosticsToJson(made.diagnostics),
});

const stateToJson = ({ sopsFile, isWritten, carried, onlyInState, onlyLive }: StateImport): object => ({
  sopsFile,
  isWritten,
  carried: carried.map(({ name, address, resource, ownTime }) => ({
    name,
    address,
    resource,
    liveWrittenAt: formatTime(ownTime),
  })),
  onlyInState: onlyInState.map(({ resource, secretKey, reason }) => ({ resource, secretKey, reason })),
  onlyLive,
});

/** Renders a failure as an object with the same shape and no imports. */
export const renderImportFailureJson = (
  failure: Failure,
  usage: RequestUsage | null,
  toolVersion: string,
): string =>
  renderImportJson({
    made: { files: [], variables: [], state: null, declared: 0, diagnostics: diagnosticsOfFailure(failure) },
    usage,
    toolVersion,
  });
