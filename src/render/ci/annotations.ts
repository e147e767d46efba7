import { compareDiagnostics, type Diagnostic, type Severity } from '../../model/diagnostic.js';
import { MESSAGE_LIMIT, printable, printableExcerpt } from '../../text/escape.js';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Renders diagnostics as GitHub workflow commands, one per line, such as `::error file=a.yaml,line=3,col=5,title=no-parent::…`.
 * `pathOf` returns a file's path relative to the repository. GitHub shows the first ten of each kind per step.
 * Source: "Workflow commands for GitHub Actions", and `escapeData` and `escapeProperty` in `actions/toolkit`.
 */
export const renderAnnotations = (
  diagnostics: readonly Diagnostic[],
  pathOf: (file: string) => string,
): string =>
  diagnostics
    .toSorted(compareDiagnostics)
    .map((diagnostic) => renderAnnotation(diagnostic, pathOf))
    .join('');

const renderAnnotation = (diagnostic: Diagnostic, pathOf: (file: string) => string): string => {
  const { severity, code, location } = diagnostic;
  const place =
    location === null
      ? []
      : [
          `file=${escapeProperty(printable(pathOf(location.file)))}`,
          `line=${String(location.line)}`,
          `col=${String(location.column)}`,
        ];
  const properties = [...place, `title=${escapeProperty(printable(code))}`];
  return `::${COMMANDS[severity]} ${properties.join(',')}::${escapeData(describe(diagnostic))}\n`;
};

/** Renders the message, the override if there is no location, and the hint, one line each. */
const describe = ({ message, hint, address, location }: Diagnostic): string =>
  [
    printableExcerpt(message, MESSAGE_LIMIT),
    ...(address === null || location !== null ? [] : [`override: ${printable(address)}`]),
    ...(hint === null ? [] : [`hint: ${printableExcerpt(hint, MESSAGE_LIMIT)}`]),
  ].join('\n');

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
