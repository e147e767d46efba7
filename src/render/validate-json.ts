import type { Diagnostic } from '../model/diagnostic.js';
import { FORMAT_VERSION, diagnosticsToJson, renderJson } from './json.js';

/** Prints the findings of a validation as `{ formatVersion, diagnostics }`. */
export const renderValidateJson = (diagnostics: readonly Diagnostic[]): string =>
  renderJson({ formatVersion: FORMAT_VERSION, diagnostics: diagnosticsToJson(diagnostics) });
