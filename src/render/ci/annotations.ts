import { compareDiagnostics, type Diagnostic, type Severity } from '../../model/diagnostic.js';
import { MESSAGE_LIMIT, printable, printableExcerpt } from '../../text/escape.js';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Spells findings as GitHub's workflow commands, one a line, such as `::error file=a.yaml,line=3,col=5,title=no-parent::…`.
 * `pathOf` gives a file's path from the top of the repository. GitHub shows the first ten of each kind in a step.
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

/** A line each for the message, the override where the place does not name it, and the hint. */
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
