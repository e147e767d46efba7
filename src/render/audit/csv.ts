import type { Audit, AuditCell } from '../../model/audit.js';
import type { Scope } from '../../model/scope.js';
import { formatTime } from '../../text/time.js';
import { printable } from '../../text/escape.js';
import { formatLocation } from '../text/diagnostics-text.js';

type Field = string | boolean | null;

/** What a scope that could not be read has in place of a verdict. */
const UNREAD = 'unread';

const COLUMNS = [
  'address',
  'project',
  'environment',
  'type',
  'service',
  'serviceId',
  'secretKey',
  'verdict',
  'winner',
  'parentScope',
  'parentId',
  'overrideId',
  'stack',
  'verified',
  'description',
  'owner',
  'editedAt',
  'writtenAt',
  'editedBy',
  'editedFrom',
  'location',
] as const;

/**
 * Prints an audit as comma-separated values: a header, a line for each cell and, at the end, one with the verdict `unread` for
 * each scope that could not be read. Nothing in it is a formula to a spreadsheet, and each line is one line.
 */
export const renderAuditCsv = ({ cells, unread }: Audit): string =>
  [[...COLUMNS], ...cells.map(cellToFields), ...unread.map(unreadToFields)].map(renderLine).join('');

const scopeToFields = ({ project, environment, type, service, id }: Scope): readonly Field[] => [
  project,
  environment,
  type,
  service,
  id,
];

const cellToFields = (cell: AuditCell): readonly Field[] => [
  cell.address,
  ...scopeToFields(cell.scope),
  cell.secretKey,
  cell.verdict,
  cell.winner,
  cell.parentScope,
  cell.parentId,
  cell.overrideId,
  cell.stack,
  cell.isVerified,
  cell.description,
  cell.owner,
  timeToField(cell.ownTime),
  timeToField(cell.writtenAt),
  cell.edit?.by ?? null,
  cell.edit?.origin ?? null,
  cell.location === null ? null : formatLocation(cell.location),
];

const unreadToFields = (scope: Scope): readonly Field[] => [null, ...scopeToFields(scope), null, UNREAD];

const timeToField = (time: number | null): Field => (time === null ? null : formatTime(time));

/** Every line has all columns. */
const renderLine = (fields: readonly Field[]): string =>
  `${COLUMNS.map((_, index) => renderField(fields[index] ?? null)).join(',')}\n`;

/** What makes a spreadsheet read a field as a formula, in full-width form too. */
const FORMULA_START = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;

/** Spells a field as RFC 4180 does; an apostrophe before it keeps a spreadsheet from computing it. */
const renderField = (field: Field): string => {
  const text = field === null ? '' : printable(String(field));
  const inert = FORMULA_START.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
};
