import type { Audit, AuditCell, AuditVerdict } from '../../model/audit.js';
import { formatCount } from '../../text/words.js';

/** Facts about the run that the notes of an audit depend on. */
export interface AuditContext {
  /** Whether the user gave a fingerprint key. */
  readonly hasKey: boolean;
  /** Whether the audit was compared with manifests. */
  readonly hasManifests: boolean;
}

/** Warns if scopes could not be read; null if the audit is complete. */
export const warnOfUnread = ({ unread }: Audit): string | null =>
  unread.length === 0
    ? null
    : `this audit is incomplete: the secrets of ${formatCount(unread.length, 'scope')} could not be read.`;

/** Advises what to do about the verdicts of an audit, one sentence for each verdict. */
export const adviseOnAudit = (audit: Audit, { hasKey, hasManifests }: AuditContext): readonly string[] => {
  const { summary, cells } = audit;
  const advice = ADVICE.filter(({ verdict }) =>
    cells.some((cell) => cell.verdict === verdict && isActionable(cell)),
  ).map(({ verdict, text }) => `${verdict}: ${text}`);
  const hasMarkers = cells.some(({ stack }) => stack !== null);
  return [
    ...advice,
    ...(hasMarkers && !hasKey
      ? [
          'without a key, markers were trusted unverified. Set QOVERRIDE_KEY or pass --key-file to verify them.',
        ]
      : []),
    ...(hasManifests || summary.managed + summary['edited-outside'] === 0
      ? []
      : ['pass manifests as arguments to also see what is missing or no longer declared.']),
  ];
};

/** Whether the advice applies. A missing override without a parent cannot be created; its error says why. */
const isActionable = ({ verdict, parentId }: AuditCell): boolean =>
  verdict !== 'missing' || parentId !== null;

const ADVICE: readonly { readonly verdict: AuditVerdict; readonly text: string }[] = [
  {
    verdict: 'edited-outside',
    text: '`qoverride apply` restores the declared values. To keep an edit, change the manifest first.',
  },
  {
    verdict: 'unmanaged',
    text: 'to manage them, declare them in a manifest (`qoverride import` writes one).',
  },
  {
    verdict: 'orphan',
    text: 'the secrets they override are gone, so these overrides can be deleted on Qovery.',
  },
  { verdict: 'missing', text: '`qoverride apply` creates them.' },
  {
    verdict: 'undeclared',
    text: '`qoverride apply --prune` deletes them. To keep them, declare them again.',
  },
];
