import { compareDiagnostics, type Diagnostic, type Severity } from '../../model/diagnostic.js';
import { MESSAGE_LIMIT, printable, printableExcerpt } from '../../text/escape.js';
import { renderJson } from '../json/json.js';

/**
 * What the report needs of the world outside.
 *
 * @inline
 */
export interface CodeQualityContext {
  /** Gives a file's path from the top of the repository. */
  readonly pathOf: (file: string) => string;
  /** Digests text, the same on every run. */
  readonly digest: (text: string) => string;
}

const SEVERITIES: Readonly<Record<Severity, 'major' | 'minor' | 'info'>> = {
  error: 'major',
  warning: 'minor',
  info: 'info',
};

/**
 * Prints findings that have a place as a GitLab Code Quality report. A fingerprint says what is wrong and with what, not in
 * which line, so that GitLab knows a finding again after lines were added above it; it shows just one of equal ones, so
 * that equal findings are numbered.
 * Source: "Code Quality report format" in GitLab's documentation.
 */
export const renderCodeQuality = (
  diagnostics: readonly Diagnostic[],
  { pathOf, digest }: CodeQualityContext,
): string => {
  const seen = new Map<string, number>();
  const issues = diagnostics.toSorted(compareDiagnostics).flatMap((diagnostic) => {
    const { severity, code, message, address, location } = diagnostic;
    if (location === null) return [];
    const path = printable(pathOf(location.file));
    const identity = JSON.stringify([code, path, address ?? '', message]);
    const nth = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, nth);
    return [
      {
        description: describe(diagnostic),
        check_name: code,
        fingerprint: digest(JSON.stringify([identity, nth])),
        severity: SEVERITIES[severity],
        location: { path, lines: { begin: location.line } },
      },
    ];
  });
  return renderJson(issues);
};

/** GitLab shows nothing but the description, so it holds the hint too. */
const describe = ({ message, hint }: Diagnostic): string => {
  const text = printableExcerpt(message, MESSAGE_LIMIT);
  return hint === null ? text : `${text} (${printableExcerpt(hint, MESSAGE_LIMIT)})`;
};
