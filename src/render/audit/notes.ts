import type { Audit, AuditCell, AuditVerdict } from '../../model/audit.js';
import { formatCount } from '../../text/words.js';

/** What else the readers of an audit need to know of the run. */
export interface AuditContext {
  /** Whether the user gave a fingerprint key. */
  readonly hasKey: boolean;
  /** Whether manifests were compared with. */
  readonly hasManifests: boolean;
}

/** Warns where services could not be read; null where the audit is complete. */
export const warnOfUnread = ({ unread }: Audit): string | null =>
  unread.length === 0
    ? null
    : `this audit is incomplete: the secrets of ${formatCount(unread.length, 'scope')} could not be read, and nothing is said of them.`;

/** Says what can be done about what an audit found, one sentence for each kind of finding. */
export const adviseOnAudit = (audit: Audit, { hasKey, hasManifests }: AuditContext): readonly string[] => {
  const { summary, cells } = audit;
  const advice = ADVICE.filter(({ verdict }) =>
    cells.some((cell) => cell.verdict === verdict && isHelped(cell)),
  ).map(({ verdict, text }) => `${verdict}: ${text}`);
  const hasMarkers = cells.some(({ stack }) => stack !== null);
  return [
    ...advice,
    ...(hasMarkers && !hasKey
      ? ['without a key, markers were taken at their word. Give QOVERRIDE_KEY or --key-file to verify them.']
      : []),
    ...(hasManifests || summary.managed + summary['edited-outside'] === 0
      ? []
      : ['name manifests as arguments to see also what is missing or no longer declared.']),
  ];
};

/** What is missing because there is nothing to override cannot be created; its error says why. */
const isHelped = ({ verdict, parentId }: AuditCell): boolean => verdict !== 'missing' || parentId !== null;

const ADVICE: readonly { readonly verdict: AuditVerdict; readonly text: string }[] = [
  {
    verdict: 'edited-outside',
    text: '`qoverride apply` writes the declared values again; change the manifest first if the edit is to stay.',
  },
  {
    verdict: 'unmanaged',
    text: 'declare them in a manifest (`qoverride import` writes one) to have them managed.',
  },
  { verdict: 'orphan', text: 'what they override is gone, so they can be deleted on Qovery.' },
  { verdict: 'missing', text: '`qoverride apply` creates them.' },
  { verdict: 'undeclared', text: '`qoverride apply --prune` deletes them; declare them again to keep them.' },
];
