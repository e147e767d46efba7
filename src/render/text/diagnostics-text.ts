import { compareDiagnostics, type Diagnostic } from '../../model/diagnostic.js';
import { MESSAGE_LIMIT, printable, printableExcerpt, printableLines } from '../../text/escape.js';
import type { Paint } from './paint.js';
import type { Failure } from '../../model/failure.js';
import { diagnosticsOfFailure } from '../json/json.js';
import type { Location } from '../../model/location.js';

const INDENT = ' '.repeat(2);

/**
 * Renders diagnostics like a compiler, such as `error[unknown-property] overrides/prod.yaml:14:5: …`, each with its code frame, hint and
 * related places, separated by empty lines. Empty if there are none.
 */
export const renderDiagnostics = (diagnostics: readonly Diagnostic[], paint: Paint): string =>
  diagnostics
    .toSorted(compareDiagnostics)
    .map((diagnostic) => `${renderDiagnostic(diagnostic, paint).join('\n')}\n`)
    .join('\n');

const renderDiagnostic = (diagnostic: Diagnostic, paint: Paint): readonly string[] => {
  const { severity, code, message, hint, address, location, related, frame } = diagnostic;
  const place = location === null ? address : formatLocation(location);
  const head = [
    paint[severity](`${severity}[${printable(code)}]`),
    ...(place === null ? [] : [paint.strong(printable(place))]),
  ];
  return [
    `${head.join(' ')}: ${printableExcerpt(message, MESSAGE_LIMIT)}`,
    ...(frame === null ? [] : printableLines(frame).map((line) => `${INDENT}${line}`)),
    ...(location === null || address === null ? [] : [`${INDENT}override: ${printable(address)}`]),
    ...related.map(
      (other) =>
        `${INDENT}see ${formatLocation(other.location)}: ${printableExcerpt(other.message, MESSAGE_LIMIT)}`,
    ),
    ...(hint === null ? [] : [`${INDENT}hint: ${printableExcerpt(hint, MESSAGE_LIMIT)}`]),
  ];
};

/** Renders the failure that ended a command, after the diagnostics that caused it. */
export const renderFailure = (failure: Failure, paint: Paint): string => {
  const findings = diagnosticsOfFailure(failure);
  const texts = [
    renderDiagnostics(findings.slice(0, -1), paint),
    renderDiagnostics(findings.slice(-1), paint),
  ];
  return texts.filter((text) => text !== '').join('\n');
};

/** Formats a location as `file:line:column`, which editors and terminals can link. */
export const formatLocation = (location: Location): string =>
  `${printable(location.file)}:${String(location.line)}:${String(location.column)}`;
