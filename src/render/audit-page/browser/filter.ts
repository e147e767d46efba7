import type { Matrix } from './matrix.js';

/** The user's filters. */
export interface Filters {
  /** Words. Each must occur in the secret's key, the service's names, or the cell's details. */
  readonly search: string;
  /** Indices of the wanted verdicts; empty: all. */
  readonly verdicts: ReadonlySet<number>;
  /** A project (`shop`) or an environment of it (`shop/production`); null: all. */
  readonly place: Place | null;
  /** Index of the wanted owner; null: all. */
  readonly owner: number | null;
}

/** A project, or an environment of it. */
export interface Place {
  readonly project: string;
  /** Null for the whole project. */
  readonly environment: string | null;
}

/** Filters that match everything. */
export const NO_FILTERS: Filters = { search: '', verdicts: new Set(), place: null, owner: null };

/** The filtered matrix: the rows and columns with a match, by index in the matrix. */
export interface View {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** Whether a cell matches, rather than just sharing a row and a column with matches. */
  readonly isMatch: (row: number, column: number) => boolean;
  readonly matches: number;
  /** For each verdict, how many cells match all filters except the verdict filter. */
  readonly verdictCounts: readonly number[];
}

/** Whether no filter is set. */
export const isUnfiltered = ({ search, verdicts, place, owner }: Filters): boolean =>
  search.trim() === '' && verdicts.size === 0 && place === null && owner === null;

/** Finds the cells that match all filters. Without filters, empty rows and columns are included too. */
export const applyFilters = (matrix: Matrix, filters: Filters): View => {
  const { secrets, columns } = matrix;
  const isFound = createSearch(matrix, filters.search);
  const isWanted = columns.map((column) => isInPlace(column, filters.place));
  const matched = new Uint8Array(matrix.cells.length);
  const verdictCounts = matrix.verdicts.map(() => 0);
  const rows = new Set<number>();
  const shown = new Set<number>();
  let matches = 0;
  for (let row = 0; row < secrets.length; row += 1) {
    for (let column = 0; column < columns.length; column += 1) {
      const index = row * columns.length + column;
      const number = matrix.cells[index] ?? 0;
      const record = matrix.records[number];
      if (record === null || record === undefined || isWanted[column] !== true) continue;
      if (filters.owner !== null && record.owner !== filters.owner) continue;
      if (!isFound(row, column, number)) continue;
      verdictCounts[record.verdict] = (verdictCounts[record.verdict] ?? 0) + 1;
      if (filters.verdicts.size > 0 && !filters.verdicts.has(record.verdict)) continue;
      matched[index] = 1;
      matches += 1;
      rows.add(row);
      shown.add(column);
    }
  }
  const showAll = isUnfiltered(filters);
  return {
    rows: secrets.flatMap((_, row) => (showAll || rows.has(row) ? [row] : [])),
    columns: columns.flatMap((_, column) => (showAll || shown.has(column) ? [column] : [])),
    isMatch: (row, column) => matched[row * columns.length + column] === 1,
    matches,
    verdictCounts,
  };
};

/** Lists the projects and environments of the columns, each project before its environments. */
export const listPlaces = ({ columns }: Matrix): readonly Place[] => {
  const places = new Map<string, Place>();
  for (const { project, environment } of columns) {
    places.set(JSON.stringify([project]), { project, environment: null });
    if (environment !== '') places.set(JSON.stringify([project, environment]), { project, environment });
  }
  return [...places.values()];
};

const isInPlace = (column: { project: string; environment: string }, place: Place | null): boolean =>
  place === null ||
  (column.project === place.project &&
    (place.environment === null || column.environment === place.environment));

/** Searches every row, column and record once for each word, so that a cell costs only three lookups per word. */
const createSearch = (matrix: Matrix, search: string) => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.map((word) => {
    const hasWord = (...texts: readonly string[]): boolean =>
      texts.some((text) => text.toLowerCase().includes(word));
    return {
      rows: matrix.secrets.map((secret) => hasWord(secret)),
      columns: matrix.columns.map(({ name, place, kind, id }) => hasWord(name, place, kind, id)),
      records: matrix.records.map(
        (record) =>
          record !== null &&
          hasWord(
            record.description,
            record.stack,
            record.system,
            record.editBy,
            record.location,
            record.overrideId,
            record.parentId,
          ),
      ),
    };
  });
  return (row: number, column: number, record: number): boolean =>
    found.every(
      (word) => word.rows[row] === true || word.columns[column] === true || word.records[record] === true,
    );
};
