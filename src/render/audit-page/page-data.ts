import type { AuditVerdict } from '../../model/audit.js';

/**
 * The data of an audit page. Texts and equal cells are stored once and referenced by number, so that 200,000 cells fit into a file of a
 * few megabytes. All text is printable.
 */
export interface PageData {
  readonly tool: string;
  /** When the audit was made, in seconds since 1970. */
  readonly madeAt: number;
  /** Name and meaning of each verdict. Records refer to them by index. */
  readonly verdicts: readonly PageVerdict[];
  /** Every text. Columns and records refer to them by index; the first one means no text. */
  readonly texts: readonly string[];
  /** One service, environment or project each, in the order of `COLUMN_FIELDS`. */
  readonly columns: readonly (readonly number[])[];
  /** Key of the secret in each row. */
  readonly secrets: readonly string[];
  /** The distinct cells, in the order of `RECORD_FIELDS`, without trailing zeros. The first one means that there is no such secret. */
  readonly records: readonly (readonly number[])[];
  /** The cells of each row from the left, run-length encoded: a record's index, its number of repetitions, the next record's index, … */
  readonly rows: readonly (readonly number[])[];
  readonly findings: readonly PageFinding[];
}

/** A verdict in words for people. */
export interface PageVerdict {
  readonly word: AuditVerdict;
  /** One character that identifies the verdict without colour. */
  readonly sign: string;
  readonly meaning: string;
}

/** A diagnostic of the audit. */
export interface PageFinding {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly address: string;
}

/** The fields of a column. All refer to texts, except `isUnread` (0 or 1). `prefix` is the start of its addresses. */
export const COLUMN_FIELDS = [
  'type',
  'id',
  'project',
  'environment',
  'service',
  'prefix',
  'isUnread',
] as const;

/**
 * The fields of a record. All refer to texts, except the verdict (counted from 1), times (seconds since 1970, 0 for none), flags (0 or
 * 1), and the line and column of the declaration.
 */
export const RECORD_FIELDS = [
  'verdict',
  'winner',
  'overrideId',
  'parentId',
  'parentScope',
  'stack',
  'isVerified',
  'description',
  'owner',
  'ownTime',
  'writtenAt',
  'editBy',
  'editOrigin',
  'editAt',
  'isEditCertain',
  'file',
  'line',
  'column',
] as const;

/** The numbers of a column or record by field name. */
export type Fields<Name extends string> = Readonly<Record<Name, number>>;

/** Packs named numbers in the order of `names`, without trailing zeros. */
export const packFields = <Name extends string>(
  names: readonly Name[],
  fields: Fields<Name>,
): readonly number[] => {
  const numbers = names.map((name) => fields[name]);
  return numbers.slice(0, numbers.findLastIndex((number) => number !== 0) + 1);
};

/** Reverses `packFields`. */
export const unpackFields = <Name extends string>(
  names: readonly Name[],
  numbers: readonly number[],
): Fields<Name> =>
  Object.fromEntries(names.map((name, index) => [name, numbers[index] ?? 0])) as Record<Name, number>;
