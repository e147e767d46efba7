import { isDrift, type Audit, type AuditCell } from '../../model/audit.js';
import type { RequestUsage } from '../../model/plan.js';
import { isServiceType } from '../../model/scope.js';
import { formatCount } from '../../text/words.js';
import { printable } from '../../text/escape.js';
import type { Paint } from '../text/paint.js';
import { renderRequests } from '../text/requests-text.js';
import { describeCell, describeStack } from './details.js';
import { adviseOnAudit, warnOfUnread, type AuditContext } from './notes.js';
import { groupRows, type AuditRow } from './rows.js';
import { listCounts } from './verdicts.js';

/**
 * An audit, and the facts about the run that its text shows.
 *
 * @inline
 */
export interface AuditTextInput extends AuditContext {
  /** From `buildAudit`. */
  readonly audit: Audit;
  /** From the client. */
  readonly usage: RequestUsage;
  /** Whether every secret is shown. */
  readonly showAll: boolean;
  /** From `createPaint`. */
  readonly paint: Paint;
}

const INDENT = ' '.repeat(2);
/** Width of the longest verdict. */
const VERDICT_WIDTH = 'edited-outside'.length;
const DETAIL_INDENT = ' '.repeat(INDENT.length + VERDICT_WIDTH + INDENT.length);

/**
 * Renders an audit for people, secret by secret: every override, every shadowing secret, and how many services inherit the value. Then
 * come the totals and advice.
 */
export const renderAuditText = (input: AuditTextInput): string => {
  const blocks = groupRows(input.audit.cells).map((row) => renderRow(row, input.paint));
  return `${[...blocks, renderTotals(input), ...renderNotes(input)].join('\n\n')}\n`;
};

const renderRow = ({ project, secretKey, listed, inherited }: AuditRow, paint: Paint): string =>
  [
    `${paint.strong(printable(secretKey))} ${paint.faint(`in ${printable(project)}`)}`,
    ...listed.map((cell) => renderCell(cell, paint)),
    ...(inherited.length === 0 ? [] : [renderInherited(inherited, paint)]),
  ].join('\n');

const renderCell = (cell: AuditCell, paint: Paint): string => {
  const verdict = strokeOf(cell, paint)(cell.verdict.padEnd(VERDICT_WIDTH));
  const stack = describeStack(cell);
  const place = `${INDENT}${verdict}${INDENT}${printable(placeOf(cell))}`;
  return [
    stack === null ? place : `${place} ${paint.faint(`(${stack})`)}`,
    ...wrap(describeCell(cell)).map((line) => `${DETAIL_INDENT}${paint.faint(line)}`),
  ].join('\n');
};

/** Joins texts into lines that fit a terminal with 80 columns. A text is never split. */
const wrap = (texts: readonly string[]): readonly string[] => {
  const lines: string[] = [];
  for (const text of texts) {
    const longer = [...lines.slice(-1), text].join(', ');
    if (lines.length > 0 && longer.length <= 80 - DETAIL_INDENT.length) lines.splice(-1, 1, longer);
    else lines.push(text);
  }
  return lines;
};

const strokeOf = (cell: AuditCell, paint: Paint): Paint['none'] =>
  isDrift(cell) ? paint.update : cell.verdict === 'managed' ? paint.create : paint.info;

/** The address without the key. A `/` in a key is always encoded. */
const placeOf = ({ address }: AuditCell): string => address.slice(0, address.lastIndexOf('/'));

const renderInherited = (inherited: AuditRow['inherited'], paint: Paint): string => {
  const parts = inherited.map(
    ({ winner, count }) => `${formatCount(count, 'service')} from ${printable(winner)}`,
  );
  return `${INDENT}${paint.faint('inherited'.padEnd(VERDICT_WIDTH))}${INDENT}${paint.faint(parts.join(', '))}`;
};

const renderTotals = ({ audit, usage, showAll, paint }: AuditTextInput): string => {
  const { scopes, cells } = audit;
  const services = scopes.filter(({ type }) => isServiceType(type)).length;
  const rows = groupRows(cells).length;
  const secrets = showAll ? formatCount(rows, 'secret') : describeRows(rows);
  return [
    `${paint.strong('Audit:')} ${formatCount(services, 'service')}, ${secrets}.`,
    ...(cells.length === 0 ? [] : [describeCounts(audit)]),
    renderRequests(usage, null),
  ].join('\n');
};

const describeCounts = (audit: Audit): string =>
  `${listCounts(audit)
    .map(({ verdict, count }) => `${String(count)} ${verdict}`)
    .join(', ')}.`;

const describeRows = (rows: number): string =>
  rows === 0
    ? 'no secret overridden or shadowed'
    : `${formatCount(rows, 'secret')} overridden or shadowed somewhere`;

const renderNotes = (input: AuditTextInput): readonly string[] => {
  const { audit, paint } = input;
  const warning = warnOfUnread(audit);
  const lines = [
    ...(warning === null ? [] : [`${paint.warning('Warning:')} ${warning}`]),
    ...adviseOnAudit(audit, input).map((text) => `${paint.info('Note:')} ${text}`),
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
};
