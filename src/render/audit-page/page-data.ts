import type { AuditVerdict } from '../../model/audit.js';

/**
 * An audit as its page carries it: every text once and then by number, equal cells once and then by number, so that
 * 200,000 cells fit into a file of a few megabytes. All text in it is printable.
 */
export interface PageData {
  readonly tool: string;
  /** When the audit was made, seconds since 1970. */
  readonly madeAt: number;
  /** What each verdict is called and means; records name them by index. */
  readonly verdicts: readonly PageVerdict[];
  /** Every text that columns and records name by index; the first stands for none. */
  readonly texts: readonly string[];
  /** A service, environment or project each, in `COLUMN_FIELDS`. */
  readonly columns: readonly (readonly number[])[];
  /** Keys of the secrets, one a row. */
  readonly secrets: readonly string[];
  /** What there is to say of a cell, in `RECORD_FIELDS`; the first says that there is no such secret. Final zeros are left out. */
  readonly records: readonly (readonly number[])[];
  /** The cells of each row from the left: a record's index, how often it comes, the next record's index, … */
  readonly rows: readonly (readonly number[])[];
  readonly findings: readonly PageFinding[];
}

/** One verdict, in words for people. */
export interface PageVerdict {
  readonly word: AuditVerdict;
  /** One character that tells it apart without colour. */
  readonly sign: string;
  readonly meaning: string;
}

/** A finding of the audit. */
export interface PageFinding {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly address: string;
}

/** What the numbers of a column stand for: texts, but for `isUnread`. `prefix` is its addresses' beginning. */
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
 * What the numbers of a record stand for: texts, but for the verdict (counted from 1), times (seconds since 1970, 0 for
 * none), switches (0 or 1), and the line and column of the declaration.
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

/** The numbers of a column or record under their names. */
export type Fields<Name extends string> = Readonly<Record<Name, number>>;

/** Spells named numbers in the order of their names, without the final zeros. */
export const packFields = <Name extends string>(
  names: readonly Name[],
  fields: Fields<Name>,
): readonly number[] => {
  const numbers = names.map((name) => fields[name]);
  return numbers.slice(0, numbers.findLastIndex((number) => number !== 0) + 1);
};

/** Reads what `packFields` wrote. */
export const unpackFields = <Name extends string>(
  names: readonly Name[],
  numbers: readonly number[],
): Fields<Name> =>
  Object.fromEntries(names.map((name, index) => [name, numbers[index] ?? 0])) as Record<Name, number>;
