import { compareDiagnostics, type Diagnostic, type Severity } from '../../model/diagnostic.js';
import { MESSAGE_LIMIT, printable, printableExcerpt } from '../../text/escape.js';
import { renderJson } from '../json/json.js';

/**
 * Functions that the report needs from its caller.
 *
 * @inline
 */
export interface CodeQualityContext {
  /** Returns a file's path relative to the repository. */
  readonly pathOf: (file: string) => string;
  /** Returns a digest of a text that is the same on every run. */
  readonly digest: (text: string) => string;
}

const SEVERITIES: Readonly<Record<Severity, 'major' | 'minor' | 'info'>> = {
  error: 'major',
  warning: 'minor',
  info: 'info',
};

/**
 * Renders diagnostics with a location as a GitLab Code Quality report. A fingerprint depends on what is wrong and where, but not on the
 * line, so that GitLab recognizes a finding after lines were added above it. GitLab shows only one of several equal fingerprints, so
 * equal findings are numbered.
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

/** Includes the hint, because GitLab shows only the description. */
const describe = ({ message, hint }: Diagnostic): string => {
  const text = printableExcerpt(message, MESSAGE_LIMIT);
  return hint === null ? text : `${text} (${printableExcerpt(hint, MESSAGE_LIMIT)})`;
};
