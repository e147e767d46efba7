import { AUDIT_VERDICTS, type AuditVerdict } from '../../model/audit.js';
import { describeVerdict } from '../audit/verdicts.js';
import type { PageVerdict } from './page-data.js';

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

/** The verdicts as the page's legend, cells and details spell them, in the order of the words. */
export const PAGE_VERDICTS: readonly PageVerdict[] = AUDIT_VERDICTS.map((word) => ({
  word,
  sign: SIGNS[word],
  meaning: toSentence(describeVerdict(word)),
}));
