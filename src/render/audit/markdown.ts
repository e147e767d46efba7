import { isDrift, type Audit, type AuditCell } from '../../model/audit.js';
import type { RequestUsage } from '../../model/plan.js';
import { formatCount } from '../../text/words.js';
import { printableExcerpt } from '../../text/escape.js';
import { escapeMarkdown } from '../markdown/code.js';
import { MARKDOWN_LIMIT } from '../markdown/fit.js';
import { renderHead } from '../markdown/head.js';
import { renderRequests } from '../text/requests-text.js';
import { describeCell, describeStack } from './details.js';
import { adviseOnAudit, warnOfUnread, type AuditContext } from './notes.js';
import { describeVerdict, listCounts } from './verdicts.js';

/**
 * An audit, and the facts about the run that the document shows.
 *
 * @inline
 */
export interface AuditMarkdownInput extends AuditContext {
  /** From `buildAudit`. */
  readonly audit: Audit;
  /** From the client. */
  readonly usage: RequestUsage;
}

/** Maximum number of errors that are listed individually. */
const MAX_ERRORS = 20;

/**
 * Renders an audit as a document for GitHub or GitLab: the counts, advice, and a table of everything that is not inherited, with the
 * cells that need attention first. It fits into a comment whatever its size: the rest is counted at the end.
 */
export const renderAuditMarkdown = (input: AuditMarkdownInput): string => {
  const { audit } = input;
  const head = [renderHeading(audit), renderErrors(audit), renderCounts(audit), renderNotes(input)];
  const text = head.filter((part) => part !== '').join('\n');
  const listed = audit.cells.filter(({ verdict }) => verdict !== 'inherited');
  return listed.length === 0
    ? text
    : `${text}\n${renderTable([...listed.filter(isDrift), ...listed.filter((cell) => !isDrift(cell))], sizeOf(text))}`;
};

const renderHeading = ({ cells, unread }: Audit): string => {
  const attention = cells.filter(isDrift).length;
  const outcome =
    attention === 0
      ? 'nothing needs attention'
      : `${String(attention)} ${attention === 1 ? 'needs' : 'need'} attention`;
  const suffix = unread.length === 0 ? '' : ', incomplete';
  return renderHead({ command: 'audit', commentId: null }, `${outcome}${suffix}`);
};

/** Renders errors at the top, because the rest does not cover what they are about. */
const renderErrors = (audit: Audit): string => {
  const errors = audit.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return '';
  const warning = warnOfUnread(audit);
  const more = errors.length - MAX_ERRORS;
  return [
    ...(warning === null ? [] : [`**Warning:** ${warning}`, '']),
    ...errors.slice(0, MAX_ERRORS).map(({ code, message }) => `- ${formatExcerpt(`${code}: ${message}`)}`),
    ...(more > 0 ? [`- and ${formatCount(more, 'more error')}`] : []),
    '',
  ].join('\n');
};

const renderCounts = (audit: Audit): string => {
  const rows = listCounts(audit).map(
    ({ verdict, count }) => `| ${verdict} | ${String(count)} | ${describeVerdict(verdict)} |\n`,
  );
  return rows.length === 0
    ? 'No secret is overridden or shadowed.\n'
    : `| verdict | count | meaning |\n| --- | --: | --- |\n${rows.join('')}`;
};

const renderNotes = (input: AuditMarkdownInput): string =>
  [...adviseOnAudit(input.audit, input), renderRequests(input.usage, null)]
    .map((line) => `- ${line}\n`)
    .join('');

/** Fills the remaining space with complete lines. */
const renderTable = (cells: readonly AuditCell[], used: number): string => {
  const lines = ['| verdict | where | |\n| --- | --- | --- |\n'];
  let room = MARKDOWN_LIMIT - used - ROOM_FOR_REST;
  let shown = 0;
  for (const cell of cells) {
    const line = renderLine(cell);
    room -= sizeOf(line);
    if (room < 0) break;
    lines.push(line);
    shown += 1;
  }
  const rest = cells.length - shown;
  return rest === 0 ? lines.join('') : `${lines.join('')}\n…and ${formatCount(rest, 'more cell')}.\n`;
};

/** Bytes reserved for the table's head and for the line that counts omitted cells. */
const ROOM_FOR_REST = 200;

const renderLine = (cell: AuditCell): string => {
  const stack = describeStack(cell);
  const details = [...(stack === null ? [] : [stack]), ...describeCell(cell)].join(', ');
  const shown = details === '' ? '' : `${formatExcerpt(details)} `;
  return `| ${cell.verdict} | ${formatExcerpt(cell.address)} | ${shown}|\n`;
};

/** Shortens a name, because a hostile server may send one of any length. */
const formatExcerpt = (text: string): string => escapeMarkdown(printableExcerpt(text, 500));

const sizeOf = (text: string): number => Buffer.byteLength(text);
