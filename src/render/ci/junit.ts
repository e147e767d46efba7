import { compareDiagnostics, type Diagnostic } from '../../model/diagnostic.js';
import type { Explanation } from '../../model/explanation.js';
import type { Failure } from '../../model/failure.js';
import type { Change, Plan } from '../../model/plan.js';
import type { ChangeOutcome } from '../../model/write.js';
import { MESSAGE_LIMIT, printable, printableExcerpt } from '../../text/escape.js';
import { diagnosticsOfFailure } from '../json/json.js';

/** One test as JUnit knows it: an override, or a finding that is about none. */
interface Case {
  readonly group: string;
  readonly name: string;
  readonly result: { readonly kind: 'passed' | 'skipped' } | ({ readonly kind: 'failed' } & Explanation);
}

/** Prints a validation for a CI system that reads JUnit: every error is a failed test. */
export const renderValidateJunit = (diagnostics: readonly Diagnostic[]): string => {
  const failed = casesOfErrors(diagnostics);
  return renderSuite(
    'validate',
    failed.length > 0 ? failed : [{ group: 'manifests', name: 'valid', result: { kind: 'passed' } }],
  );
};

/** Prints a plan likewise: every override is a test, which fails where it is blocked. */
export const renderPlanJunit = ({ changes, diagnostics }: Plan): string => {
  const { ofAddress, others } = sortErrors(changes, diagnostics);
  const cases = changes.map((change) => makeCase(change, explainBlocked(change, ofAddress)));
  return renderSuite('plan', [...cases, ...casesOfErrors(others)]);
};

/** Prints an apply likewise: an override fails where it was not written, and is skipped where it was not attempted. */
export const renderApplyJunit = (
  { changes, diagnostics }: Plan,
  outcomes: readonly ChangeOutcome[],
): string => {
  const { ofAddress, others } = sortErrors(changes, diagnostics);
  const cases = outcomes.map(({ change, outcome, error }): Case => {
    const problem = error ?? explainBlocked(change, ofAddress);
    if (outcome === 'not-attempted' && problem === null) {
      return { ...makeCase(change, null), result: { kind: 'skipped' } };
    }
    return makeCase(change, problem);
  });
  return renderSuite('apply', [...cases, ...casesOfErrors(others)]);
};

/** Prints a command that failed: what was found is failed tests, so that no report passes. */
export const renderFailureJunit = (command: string, failure: Failure): string =>
  renderSuite(command, casesOfErrors(diagnosticsOfFailure(failure)));

const makeCase = ({ address, scopeType }: Change, problem: Explanation | null): Case => ({
  group: scopeType.toLowerCase(),
  name: address,
  result: problem === null ? { kind: 'passed' } : { ...problem, kind: 'failed' },
});

const explainBlocked = (
  { action, address, reason }: Change,
  ofAddress: ReadonlyMap<string, Diagnostic>,
): Explanation | null =>
  ofAddress.get(address) ??
  (action === 'blocked' ? { code: reason, message: `blocked: ${reason}`, hint: null } : null);

interface SortedErrors {
  /** The first error about each override of the plan. */
  readonly ofAddress: ReadonlyMap<string, Diagnostic>;
  readonly others: readonly Diagnostic[];
}

const sortErrors = (changes: readonly Change[], diagnostics: readonly Diagnostic[]): SortedErrors => {
  const addresses = new Set(changes.map(({ address }) => address));
  const errors = diagnostics.toSorted(compareDiagnostics).filter(({ severity }) => severity === 'error');
  const ofAddress = new Map<string, Diagnostic>();
  const others = errors.filter((error) => {
    if (error.address === null || !addresses.has(error.address) || ofAddress.has(error.address)) return true;
    ofAddress.set(error.address, error);
    return false;
  });
  return { ofAddress, others };
};

const casesOfErrors = (diagnostics: readonly Diagnostic[]): readonly Case[] =>
  diagnostics
    .toSorted(compareDiagnostics)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, hint, location }) => ({
      group: location?.file ?? 'manifests',
      name: location === null ? code : `${code} ${String(location.line)}:${String(location.column)}`,
      result: { kind: 'failed', code, message, hint },
    }));

/** Source: the schema `junit-10.xsd` of the Jenkins xUnit plugin. */
const renderSuite = (command: string, cases: readonly Case[]): string => {
  const count = (kind: Case['result']['kind']): string =>
    String(cases.filter(({ result }) => result.kind === kind).length);
  const counts = `tests="${String(cases.length)}" failures="${count('failed')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="qoverride" ${counts}>`,
    `  <testsuite name="qoverride ${command}" ${counts} errors="0" skipped="${count('skipped')}">`,
    ...cases.map(renderCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};

const renderCase = ({ group, name, result }: Case): string => {
  const start = `    <testcase classname="${escapeXml(group)}" name="${escapeXml(name)}"`;
  switch (result.kind) {
    case 'passed':
      return `${start} />`;
    case 'skipped':
      return `${start}><skipped /></testcase>`;
    case 'failed': {
      const hint = result.hint === null ? '' : escapeXml(`hint: ${result.hint}`);
      const attributes = `type="${escapeXml(result.code)}" message="${escapeXml(result.message)}"`;
      return `${start}><failure ${attributes}>${hint}</failure></testcase>`;
    }
  }
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** What XML cannot hold at all is spelled by its code point before, except for two characters that are none. */
const escapeXml = (text: string): string =>
  printableExcerpt(printable(text), MESSAGE_LIMIT)
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
