import { compareDiagnostics, type Diagnostic } from '../model/diagnostic.js';
import { MESSAGE_LIMIT, printable, printableExcerpt, printableLines } from './escape.js';
import { formatLocation } from './location-text.js';
import type { Paint } from './paint.js';

const INDENT = ' '.repeat(2);

/**
 * Shows findings in the form of a compiler's, such as `error[unknown-property] overrides/prod.yaml:14:5: …`, each with
 * its code frame, hint and other places, and an empty line between them. Empty when there are none.
 */
export const renderDiagnostics = (diagnostics: readonly Diagnostic[], paint: Paint): string =>
  diagnostics
    .toSorted(compareDiagnostics)
    .map((diagnostic) => `${renderDiagnostic(diagnostic, paint).join('\n')}\n`)
    .join('\n');

const renderDiagnostic = (diagnostic: Diagnostic, paint: Paint): readonly string[] => {
  const { severity, code, message, hint, address, location, related = [], frame } = diagnostic;
  const place = location === undefined ? address : formatLocation(location);
  const head = [
    paint[severity](`${severity}[${printable(code)}]`),
    ...(place === undefined ? [] : [paint.strong(printable(place))]),
  ];
  return [
    `${head.join(' ')}: ${printableExcerpt(message, MESSAGE_LIMIT)}`,
    ...(frame === undefined ? [] : printableLines(frame).map((line) => `${INDENT}${line}`)),
    ...(location === undefined || address === undefined ? [] : [`${INDENT}override: ${printable(address)}`]),
    ...related.map(
      (other) =>
        `${INDENT}see ${formatLocation(other.location)}: ${printableExcerpt(other.message, MESSAGE_LIMIT)}`,
    ),
    ...(hint === undefined ? [] : [`${INDENT}hint: ${printableExcerpt(hint, MESSAGE_LIMIT)}`]),
  ];
};
