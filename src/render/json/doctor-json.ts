import type { AssumptionRow, DoctorCheck, DoctorReport } from '../../model/doctor/report.js';
import { isHealthy } from '../../model/doctor/report.js';
import type { Failure } from '../../model/failure.js';
import type { RequestUsage } from '../../model/plan.js';
import { FORMAT_VERSION, renderJson } from './json.js';

/** Renders what the doctor found as one object without any value, name or id, so that it can be attached to a report. */
export const renderDoctorJson = (report: DoctorReport, toolVersion: string): string =>
  renderJson(doctorToJson(report, toolVersion));

/** Converts what the doctor found to its JSON object. */
export const doctorToJson = (report: DoctorReport, toolVersion: string): object => ({
  formatVersion: FORMAT_VERSION,
  tool: { name: 'qoverride', version: toolVersion },
  mode: report.isLive ? 'live' : 'read-only',
  summary: {
    healthy: isHealthy(report),
    ok: countChecks(report, 'ok'),
    warning: countChecks(report, 'warning'),
    problem: countChecks(report, 'problem'),
    holds: countRows(report, 'holds'),
    copes: countRows(report, 'copes'),
    fails: countRows(report, 'fails'),
    unknown: countRows(report, 'unknown'),
    leftovers: report.leftovers.length,
    removed: report.removed,
    interrupted: report.interrupted,
  },
  requests: requestsToJson(report.requests),
  checks: report.checks.map(({ id, level, finding, advice }) => ({ id, level, finding, advice })),
  assumptions: report.assumptions.map(
    ({ name, assumed, expected, observed, milliseconds, verdict, meaning, guarantee }) => ({
      name,
      assumed,
      expected,
      observed,
      milliseconds,
      verdict,
      meaning,
      guarantee,
    }),
  ),
  diagnostics: report.failure === null ? [] : [toDiagnostic(report.failure)],
});

/** Without a message, which may hold names. */
const toDiagnostic = ({ code }: Pick<Failure, 'code'>): object => ({ severity: 'error', code });

const countChecks = ({ checks }: DoctorReport, level: DoctorCheck['level']): number =>
  checks.filter((check) => check.level === level).length;

const countRows = ({ assumptions }: DoctorReport, verdict: AssumptionRow['verdict']): number =>
  assumptions.filter((row) => row.verdict === verdict).length;

const requestsToJson = (usage: RequestUsage | null): object => ({
  made: usage?.made ?? 0,
  limit: usage?.limit ?? null,
  remaining: usage?.remaining ?? null,
});

/** Renders a failure as an object of the same kind. Its message, which may hold names, is on standard error only. */
export const renderDoctorFailureJson = (
  failure: Failure,
  usage: RequestUsage | null,
  toolVersion: string,
): string =>
  renderJson({
    formatVersion: FORMAT_VERSION,
    tool: { name: 'qoverride', version: toolVersion },
    requests: requestsToJson(usage),
    checks: [],
    assumptions: [],
    diagnostics: [toDiagnostic(failure)],
  });
