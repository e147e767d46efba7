import { AUDIT_VERDICTS, type Audit, type AuditVerdict } from '../../model/audit.js';

const SENTENCES: Readonly<Record<AuditVerdict, string>> = {
  inherited: 'the value comes from a higher level',
  managed: 'an override that qoverride wrote',
  'edited-outside': 'changed outside qoverride after our last write',
  unmanaged: 'an override without a marker of qoverride: somebody else wrote it, or replaced its description',
  'foreign-owner': 'another system owns the override',
  'own-secret': 'a secret of its own, not an override',
  orphan: 'an override of a secret that no longer exists',
  'other-stack': 'an override that belongs to another stack',
  missing: 'declared, but does not exist',
  undeclared: 'written by a stack of these manifests, but no longer declared',
};

/** Describes a verdict of an audit in words. */
export const describeVerdict = (verdict: AuditVerdict): string => SENTENCES[verdict];

/** The verdicts that occur in an audit, each with its count. `inherited`, usually the largest, comes last. */
export const listCounts = ({
  summary,
}: Pick<Audit, 'summary'>): readonly { readonly verdict: AuditVerdict; readonly count: number }[] =>
  [...AUDIT_VERDICTS.filter((verdict) => verdict !== 'inherited'), 'inherited' as const]
    .map((verdict) => ({ verdict, count: summary[verdict] }))
    .filter(({ count }) => count > 0);
