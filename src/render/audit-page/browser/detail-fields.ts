import { recordAt, type CellRecord, type Column, type Matrix } from './matrix.js';
import { formatMoment, lowerWord } from './words.js';

/** One line of the details. */
export interface Field {
  readonly label: string;
  readonly text: string;
  /** Whether it is to be read letter by letter, as ids and addresses are. */
  readonly isCode: boolean;
}

/** What the details say of one cell. */
export interface Detail {
  readonly secret: string;
  /** Empty where the service knows no such secret. */
  readonly verdict: string;
  readonly sign: string;
  readonly meaning: string;
  readonly fields: readonly Field[];
}

/** Says all there is to say of a cell; what is not there has no line. */
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

/** Why a cell is empty. */
export const describeEmpty = (isUnread: boolean): string =>
  isUnread
    ? 'The secrets of this service could not be read: see the findings.'
    : 'There is no such secret here, or it is not in this audit.';

const describeScope = (scope: Column, secret: string): readonly Field[] => [
  code('Address', `${scope.prefix}${secret.replaceAll('%', '%25').replaceAll('/', '%2F')}`),
  words('Service', scope.kind === '' ? '' : `${scope.name} (${scope.kind})`),
  words('Environment', scope.environment === '' ? '' : scope.place),
];

const describeRecord = (record: CellRecord, owners: readonly string[]): readonly Field[] => [
  words('Value comes from', lowerWord(record.winner)),
  words('Secret above at', lowerWord(record.parentScope)),
  words('Owner', owners[record.owner] ?? ''),
  words('Marker', describeMarker(record)),
  words('Description', record.description),
  words('Last edited', formatMoment(record.ownTime)),
  words('Last written by us', formatMoment(record.writtenAt)),
  words('Edited outside by', describeEdit(record)),
  code('Declared at', record.location),
  code('Override id', record.overrideId),
  code('Id of the secret above', record.parentId),
];

const describeMarker = ({ stack, isForged, isVerified }: CellRecord): string => {
  if (stack === '') return '';
  if (isForged) return `of stack ${stack}, forged or copied: it does not verify`;
  return isVerified ? 'verified' : 'not verified with a key of this run';
};

const describeEdit = ({ editBy, editOrigin, editAt, isEditCertain }: CellRecord): string => {
  if (editBy === '') return '';
  const from = editOrigin === '' ? '' : ` from ${editOrigin}`;
  return `${isEditCertain ? '' : 'probably '}${editBy}${from}, ${formatMoment(editAt)}`;
};

const words = (label: string, text: string): Field => ({ label, text, isCode: false });

const code = (label: string, text: string): Field => ({ label, text, isCode: true });
