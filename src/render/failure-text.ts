import type { Failure } from '../model/failure.js';
import { renderDiagnostics } from './diagnostics-text.js';
import { diagnosticsOfFailure } from './json.js';
import type { Paint } from './paint.js';

/** Shows what ended a command, after the findings behind it. */
export const renderFailure = (failure: Failure, paint: Paint): string => {
  const findings = diagnosticsOfFailure(failure);
  const texts = [
    renderDiagnostics(findings.slice(0, -1), paint),
    renderDiagnostics(findings.slice(-1), paint),
  ];
  return texts.filter((text) => text !== '').join('\n');
};
