import type { Audit, AuditCell } from '../../model/audit.js';
import type { Scope } from '../../model/scope.js';
import { formatTime } from '../../text/time.js';
import { printable } from '../../text/escape.js';
import { formatLocation } from '../text/diagnostics-text.js';

type Field = string | boolean | null;

/** Stands for the verdict of a scope that could not be read. */
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
 * Renders an audit as comma-separated values: a header, a line for each cell and, at the end, a line with the verdict `unread` for each
 * scope that could not be read. No field is a formula to a spreadsheet, and no field contains a line break.
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

/** Fills up missing columns and makes all text printable. */
const renderLine = (fields: readonly Field[]): string =>
  `${COLUMNS.map((_, index) => renderField(fields[index] ?? null)).join(',')}\n`;

/** Matches fields that a spreadsheet would read as a formula, including full-width forms. */
const FORMULA_START = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;

/** Formats a field as in RFC 4180. A leading apostrophe prevents a spreadsheet from evaluating it. */
const renderField = (field: Field): string => {
  const text = field === null ? '' : printable(String(field));
  const inert = FORMULA_START.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
};
