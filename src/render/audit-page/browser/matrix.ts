import {
  COLUMN_FIELDS,
  RECORD_FIELDS,
  unpackFields,
  type PageData,
  type PageFinding,
  type PageVerdict,
} from '../page-data.js';
import { createOwnerList, type OwnerList } from './owner.js';
import { lowerWord } from './words.js';

/** A service, or an environment or project with overrides of its own. */
export interface Column {
  readonly type: string;
  readonly id: string;
  readonly project: string;
  /** Empty at project scope. */
  readonly environment: string;
  /** The column's title: the service's name, or `(environment)` or `(project)`. */
  readonly name: string;
  /** Service type, such as `application`; empty for a whole environment or project. */
  readonly kind: string;
  /** Its environment, such as `shop/production`, or `shop` at project scope. */
  readonly place: string;
  /** Start of its addresses. */
  readonly prefix: string;
  /** Whether its secrets could not be read. */
  readonly isUnread: boolean;
}

/** The facts about a cell. Missing texts are empty, and missing times are 0. */
export interface CellRecord {
  /** Index into the verdicts. */
  readonly verdict: number;
  /** Index into the owners; -1 if there is no owner. */
  readonly owner: number;
  readonly winner: string;
  readonly overrideId: string;
  readonly parentId: string;
  readonly parentScope: string;
  readonly stack: string;
  /** Whether the marker is forged, or copied from another secret. */
  readonly isForged: boolean;
  readonly isVerified: boolean;
  readonly description: string;
  readonly system: string;
  readonly ownTime: number;
  readonly writtenAt: number;
  readonly editBy: string;
  readonly editOrigin: string;
  readonly editAt: number;
  readonly isEditCertain: boolean;
  /** `file:line:column`. */
  readonly location: string;
}

/** The audit as the page uses it: rows are secrets, columns are services. */
export interface Matrix {
  readonly tool: string;
  readonly madeAt: number;
  readonly verdicts: readonly PageVerdict[];
  readonly secrets: readonly string[];
  readonly columns: readonly Column[];
  /** The first one is null and stands for empty cells. */
  readonly records: readonly (CellRecord | null)[];
  /** Index of each cell's record, row by row. */
  readonly cells: Uint32Array;
  readonly owners: readonly string[];
  readonly findings: readonly PageFinding[];
}

/** Decodes the data of the page. */
export const readMatrix = (data: PageData): Matrix => {
  const owners = createOwnerList();
  const text = (index: number): string => data.texts[index] ?? '';
  return {
    tool: data.tool,
    madeAt: data.madeAt,
    verdicts: data.verdicts,
    secrets: data.secrets,
    columns: data.columns.map((numbers) => readColumn(numbers, text)),
    records: data.records.map((numbers) => (numbers.length === 0 ? null : readRecord(numbers, data, owners))),
    cells: readRuns(data),
    owners: owners.labels(),
    findings: data.findings,
  };
};

/** Returns the full name of a column, such as `shop/production application checkout`. */
export const nameColumn = ({ place, kind, name }: Column): string =>
  [place, kind, name].filter(Boolean).join(' ');

/** Returns the record of a cell; null if the service has no such secret. */
export const recordAt = (matrix: Matrix, row: number, column: number): CellRecord | null =>
  matrix.records[matrix.cells[row * matrix.columns.length + column] ?? 0] ?? null;

/** Whether a cell is inherited or empty. */
export const isInherited = (matrix: Matrix, row: number, column: number): boolean => {
  const record = recordAt(matrix, row, column);
  return record === null || matrix.verdicts[record.verdict]?.word === 'inherited';
};

const readColumn = (numbers: readonly number[], text: (index: number) => string): Column => {
  const fields = unpackFields(COLUMN_FIELDS, numbers);
  const project = text(fields.project);
  const environment = text(fields.environment);
  const service = text(fields.service);
  return {
    type: text(fields.type),
    id: text(fields.id),
    project,
    environment,
    name: service === '' ? `(${environment === '' ? 'project' : 'environment'})` : service,
    kind: service === '' ? '' : lowerWord(text(fields.type)),
    place: environment === '' ? project : `${project}/${environment}`,
    prefix: text(fields.prefix),
    isUnread: fields.isUnread === 1,
  };
};

const readRecord = (numbers: readonly number[], data: PageData, owners: OwnerList): CellRecord => {
  const text = (index: number): string => data.texts[index] ?? '';
  const fields = unpackFields(RECORD_FIELDS, numbers);
  const stack = text(fields.stack);
  const system = text(fields.owner);
  const overrideId = text(fields.overrideId);
  const isForged = stack !== '' && data.verdicts[fields.verdict - 1]?.word === 'unmanaged';
  return {
    verdict: fields.verdict - 1,
    owner: owners.number({ system, stack: isForged ? '' : stack, isSetByHand: overrideId !== '' }),
    winner: text(fields.winner),
    overrideId,
    parentId: text(fields.parentId),
    parentScope: text(fields.parentScope),
    stack,
    isForged,
    isVerified: fields.isVerified === 1,
    description: text(fields.description),
    system,
    ownTime: fields.ownTime,
    writtenAt: fields.writtenAt,
    editBy: text(fields.editBy),
    editOrigin: text(fields.editOrigin),
    editAt: fields.editAt,
    isEditCertain: fields.isEditCertain === 1,
    location: fields.file === 0 ? '' : `${text(fields.file)}:${String(fields.line)}:${String(fields.column)}`,
  };
};

const readRuns = ({ rows, columns }: PageData): Uint32Array => {
  const cells = new Uint32Array(rows.length * columns.length);
  for (const [row, runs] of rows.entries()) {
    let column = row * columns.length;
    for (let index = 0; index < runs.length; index += 2) {
      const end = column + (runs[index + 1] ?? 0);
      cells.fill(runs[index] ?? 0, column, end);
      column = end;
    }
  }
  return cells;
};
