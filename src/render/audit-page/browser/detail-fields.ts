import { recordAt, type CellRecord, type Column, type Matrix } from './matrix.js';
import { formatMoment, lowerWord } from './words.js';

/** One line of the details. */
export interface Field {
  readonly label: string;
  readonly text: string;
  /** Whether to show it in a monospaced font, as for ids and addresses. */
  readonly isCode: boolean;
}

/** The details of one cell. */
export interface Detail {
  readonly secret: string;
  /** Empty if the service has no such secret. */
  readonly verdict: string;
  readonly sign: string;
  readonly meaning: string;
  readonly fields: readonly Field[];
}

/** Describes a cell completely. Missing facts have no line. */
export const describeCell = (matrix: Matrix, row: number, column: number): Detail => {
  const secret = matrix.secrets[row] ?? '';
  const scope = matrix.columns[column];
  const record = recordAt(matrix, row, column);
  const verdict = record === null ? undefined : matrix.verdicts[record.verdict];
  return {
    secret,
    verdict: verdict?.word ?? '',
    sign: verdict?.sign ?? '',
    meaning: verdict?.meaning ?? describeEmpty(scope?.isUnread === true),
    fields: [
      ...(scope === undefined ? [] : describeScope(scope, secret)),
      ...(record === null ? [] : describeRecord(record, matrix.owners)),
    ].filter(({ text }) => text !== ''),
  };
};

/** Explains why a cell is empty. */
export const describeEmpty = (isUnread: boolean): string =>
  isUnread
    ? 'The secrets of this service could not be read. See the findings.'
    : 'This secret does not exist here, or is not part of this audit.';

const describeScope = (scope: Column, secret: string): readonly Field[] => [
  code('Address', `${scope.prefix}${secret.replaceAll('%', '%25').replaceAll('/', '%2F')}`),
  words('Service', scope.kind === '' ? '' : `${scope.name} (${scope.kind})`),
  words('Environment', scope.environment === '' ? '' : scope.place),
];

const describeRecord = (record: CellRecord, owners: readonly string[]): readonly Field[] => [
  words('Value comes from', lowerWord(record.winner)),
  words('Parent secret at', lowerWord(record.parentScope)),
  words('Owner', owners[record.owner] ?? ''),
  words('Marker', describeMarker(record)),
  words('Description', record.description),
  words('Last edited', formatMoment(record.ownTime)),
  words('Last written by qoverride', formatMoment(record.writtenAt)),
  words('Edited outside by', describeEdit(record)),
  code('Declared at', record.location),
  code('Override ID', record.overrideId),
  code('Parent secret ID', record.parentId),
];

const describeMarker = ({ stack, isForged, isVerified }: CellRecord): string => {
  if (stack === '') return '';
  if (isForged) return `of stack ${stack}; does not verify: it is forged or copied`;
  return isVerified ? 'verified' : 'not verified by a key of this run';
};

const describeEdit = ({ editBy, editOrigin, editAt, isEditCertain }: CellRecord): string => {
  if (editBy === '') return '';
  const from = editOrigin === '' ? '' : ` from ${editOrigin}`;
  return `${isEditCertain ? '' : 'probably '}${editBy}${from}, ${formatMoment(editAt)}`;
};

const words = (label: string, text: string): Field => ({ label, text, isCode: false });

const code = (label: string, text: string): Field => ({ label, text, isCode: true });
