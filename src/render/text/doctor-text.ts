import {
  isHealthy,
  type AssumptionRow,
  type DoctorCheck,
  type DoctorReport,
} from '../../model/doctor/report.js';
import { MESSAGE_LIMIT, printable, printableExcerpt } from '../../text/escape.js';
import { formatCount } from '../../text/words.js';
import type { Paint, Stroke } from './paint.js';
import { renderRequests } from './requests-text.js';

const INDENT = ' '.repeat(2);

/** Renders what the doctor found: a line for each check, the table of assumptions, what was left behind, and the totals. */
export const renderDoctorText = (report: DoctorReport, paint: Paint): string =>
  [
    report.checks.flatMap((check) => renderCheck(check, paint)),
    renderAssumptions(report, paint),
    renderEnd(report, paint),
    [renderTotals(report, paint), renderRequests(report.requests, null)],
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');

const LEVELS: Readonly<Record<DoctorCheck['level'], (paint: Paint) => Stroke>> = {
  ok: ({ success }) => success,
  warning: ({ warning }) => warning,
  problem: ({ error }) => error,
};

const LEVEL_WIDTH = 'warning'.length;
const ID_WIDTH = 'secrets-of-application'.length;

const renderCheck = (
  { id, level, finding, detail, advice }: DoctorCheck,
  paint: Paint,
): readonly string[] => {
  const head = `${LEVELS[level](paint)(level.padEnd(LEVEL_WIDTH))}  ${id.padEnd(ID_WIDTH)}`;
  const more = detail === null ? '' : paint.faint(` (${printableExcerpt(detail, MESSAGE_LIMIT)})`);
  const indent = ' '.repeat(LEVEL_WIDTH + ID_WIDTH + 4);
  return [
    `${head}  ${printable(finding)}${more}`,
    ...(advice === null ? [] : [`${indent}→ ${printable(advice)}`]),
  ];
};

const VERDICTS: Readonly<Record<AssumptionRow['verdict'], (paint: Paint) => Stroke>> = {
  holds: ({ success }) => success,
  copes: ({ warning }) => warning,
  fails: ({ error }) => error,
  unknown: ({ faint }) => faint,
};

/** A run that only reads shows just what it saw. */
const renderAssumptions = ({ assumptions, isLive }: DoctorReport, paint: Paint): readonly string[] => {
  const rows = assumptions.filter(({ observed }) => isLive || observed !== null);
  if (rows.length === 0) return [];
  const cells = rows.map((row) => [row.verdict, row.name, row.expected, describeObserved(row)] as const);
  const heads = ['verdict', 'assumption', 'expected', 'observed'] as const;
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(INDENT)
      .trimEnd();
  const indent = ' '.repeat((widths[0] ?? 0) + INDENT.length);
  return [
    paint.strong(line(heads)),
    ...rows.flatMap((row, index) => [
      paintVerdict(line(cells[index] ?? []), row.verdict, paint),
      `${indent}${paint.faint(row.assumed)}`,
      `${indent}→ ${row.meaning}`,
      ...(row.verdict === 'fails' && row.guarantee !== null
        ? [`${indent}${paint.error('what does not hold then:')} ${row.guarantee}`]
        : []),
    ]),
  ];
};

const describeObserved = ({ observed, milliseconds }: AssumptionRow): string =>
  observed === null ? '-' : milliseconds === null ? observed : `${observed} (${String(milliseconds)} ms)`;

const paintVerdict = (line: string, verdict: AssumptionRow['verdict'], paint: Paint): string =>
  VERDICTS[verdict](paint)(line.slice(0, verdict.length)) + line.slice(verdict.length);

const renderEnd = ({ failure, leftovers, removed }: DoctorReport, paint: Paint): readonly string[] => [
  ...(removed === 0 ? [] : [`Removed what an earlier run left behind: ${formatCount(removed, 'probe')}.`]),
  ...(failure === null
    ? []
    : [
        `${paint.error('Ended early:')} ${printableExcerpt(failure.message, MESSAGE_LIMIT)}`,
        ...(failure.hint === null ? [] : [`${INDENT}hint: ${printableExcerpt(failure.hint, MESSAGE_LIMIT)}`]),
      ]),
  ...(leftovers.length === 0
    ? []
    : [
        paint.error('Could not be removed, and holds a probe value:'),
        ...leftovers.map((address) => `${INDENT}${printable(address)}`),
        `${INDENT}hint: run this again in a minute, which removes it, or delete it on Qovery`,
      ]),
];

const renderTotals = (report: DoctorReport, paint: Paint): string => {
  const { checks, assumptions, isLive } = report;
  const count = (level: DoctorCheck['level']): number =>
    checks.filter((check) => check.level === level).length;
  const rows = (verdict: AssumptionRow['verdict']): number =>
    assumptions.filter((row) => row.verdict === verdict).length;
  const tried = isLive
    ? ` Assumptions: ${String(rows('holds'))} hold, ${String(rows('copes'))} differ without harm, ${String(rows('fails'))} fail, ${String(rows('unknown'))} unknown.`
    : '';
  const head = isHealthy(report) ? paint.success('Healthy.') : paint.error('Not healthy.');
  return `${head} Checks: ${String(count('ok'))} ok, ${formatCount(count('warning'), 'warning')}, ${formatCount(count('problem'), 'problem')}.${tried}`;
};
