import { formatAddress } from '../../model/address.js';
import { AUDIT_VERDICTS, type Audit, type AuditCell, type AuditVerdict } from '../../model/audit.js';
import { compareText } from '../../model/location.js';
import { compareDiagnostics, type Diagnostic } from '../../model/diagnostic.js';
import type { Scope } from '../../model/scope.js';
import { MESSAGE_LIMIT, printable, printableExcerpt } from '../../text/escape.js';
import {
  COLUMN_FIELDS,
  packFields,
  RECORD_FIELDS,
  type PageData,
  type PageFinding,
  type PageVerdict,
} from './page-data.js';
import { describeVerdict } from '../audit/verdicts.js';

/** Encodes an audit for its page. `madeAt` is in milliseconds since 1970. */
export const encodeAudit = (audit: Audit, toolVersion: string, madeAt: number): PageData => {
  const texts = createTable<string>(['']);
  const records = createTable<string>(['']);
  const nameText = (text: string | null): number => (text === null ? 0 : texts.number(printable(text)));
  const unread = new Set(audit.unread.map(({ id }) => id));
  const columns = audit.scopes.map((scope) => packColumn(scope, unread.has(scope.id), nameText));
  const keys = [...new Set(audit.cells.map(({ secretKey }) => secretKey))].toSorted(compareText);
  const numbered = new Map(
    audit.cells.map((cell) => [
      cellId(cell.secretKey, cell.scope),
      records.number(packRecord(cell, nameText).join(' ')),
    ]),
  );
  return {
    tool: printable(toolVersion),
    madeAt: toSeconds(madeAt),
    verdicts: PAGE_VERDICTS,
    texts: texts.entries(),
    columns,
    secrets: keys.map(printable),
    records: records.entries().map((record) => (record === '' ? [] : record.split(' ').map(Number))),
    rows: keys.map((key) => packRuns(audit.scopes.map((scope) => numbered.get(cellId(key, scope)) ?? 0))),
    findings: audit.diagnostics.toSorted(compareDiagnostics).map(encodeFinding),
  };
};

/** Identifies a cell. The scope's id is a UUID, so it contains no space. */
const cellId = (secretKey: string, scope: Scope): string => `${scope.id} ${secretKey}`;

/** Numbers entries in order of first use. */
const createTable = <Entry>(initial: readonly Entry[]) => {
  const numbers = new Map<Entry, number>(initial.map((entry, index) => [entry, index]));
  return {
    number: (entry: Entry): number => {
      const known = numbers.get(entry);
      if (known !== undefined) return known;
      numbers.set(entry, numbers.size);
      return numbers.size - 1;
    },
    entries: (): readonly Entry[] => [...numbers.keys()],
  };
};

const packColumn = (scope: Scope, isUnread: boolean, nameText: (text: string | null) => number) =>
  packFields(COLUMN_FIELDS, {
    type: nameText(scope.type),
    id: nameText(scope.id),
    project: nameText(scope.project),
    environment: nameText(scope.environment),
    service: nameText(scope.service),
    prefix: nameText(formatAddress(scope, '')),
    isUnread: toNumber(isUnread),
  });

const packRecord = (cell: AuditCell, nameText: (text: string | null) => number) =>
  packFields(RECORD_FIELDS, {
    verdict: AUDIT_VERDICTS.indexOf(cell.verdict) + 1,
    winner: nameText(cell.winner),
    overrideId: nameText(cell.overrideId),
    parentId: nameText(cell.parentId),
    parentScope: nameText(cell.parentScope),
    stack: nameText(cell.stack),
    isVerified: toNumber(cell.isVerified),
    description: nameText(cell.description),
    owner: nameText(cell.owner),
    ownTime: toSeconds(cell.ownTime),
    writtenAt: toSeconds(cell.writtenAt),
    editBy: nameText(cell.edit?.by ?? null),
    editOrigin: nameText(cell.edit?.origin ?? null),
    editAt: toSeconds(cell.edit?.at ?? null),
    isEditCertain: toNumber(cell.edit?.isCertain ?? false),
    file: nameText(cell.location?.file ?? null),
    line: cell.location?.line ?? 0,
    column: cell.location?.column ?? 0,
  });

const toSeconds = (milliseconds: number | null): number => Math.floor((milliseconds ?? 0) / 1000);

const toNumber = (state: boolean): number => (state ? 1 : 0);

/** Run-length encodes a row. Neighbours are mostly equal, because services of an environment see the same secrets. */
const packRuns = (numbers: readonly number[]): readonly number[] => {
  const runs: number[] = [];
  for (const number of numbers) {
    const last = runs.length - 1;
    if (runs[last - 1] === number) runs[last] = (runs[last] ?? 0) + 1;
    else runs.push(number, 1);
  }
  return runs;
};

const encodeFinding = (finding: Diagnostic): PageFinding => ({
  severity: finding.severity,
  code: printable(finding.code),
  message: printableExcerpt(finding.message, MESSAGE_LIMIT),
  hint: printableExcerpt(finding.hint ?? '', MESSAGE_LIMIT),
  address: printable(finding.address ?? ''),
});

const SIGNS: Readonly<Record<AuditVerdict, string>> = {
  inherited: '·',
  managed: '✓',
  'edited-outside': '≠',
  unmanaged: '○',
  'foreign-owner': '@',
  'own-secret': '■',
  orphan: '∅',
  'other-stack': '⇄',
  missing: '+',
  undeclared: '−',
};

const toSentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The verdicts as the page's legend, cells and details show them, in the order of `AUDIT_VERDICTS`. */
export const PAGE_VERDICTS: readonly PageVerdict[] = AUDIT_VERDICTS.map((word) => ({
  word,
  sign: SIGNS[word],
  meaning: toSentence(describeVerdict(word)),
}));
