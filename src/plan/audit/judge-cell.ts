import type { AuditVerdict } from '../../model/audit.js';
import type { Keyring } from '../../model/fingerprint-key.js';
import type { RemoteSecret } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import type { Claims } from '../claims.js';
import { kindOf, type ListingIndex } from '../listing-index.js';
import { findLive } from '../live.js';
import { splitDescription, type ForeignMarker, type Marker } from '../signing/marker.js';
import { findOwners, isEditedOutside } from '../verdict.js';
import type { Above } from './above.js';
import type { IsGone } from './gone.js';
import type { Wanted } from './wanted.js';

/** What tells ours from others'. */
export interface CellJudge {
  readonly keyring: Keyring;
  readonly isGone: IsGone;
  /** Stacks that are ours; empty where nobody said, and then all are. */
  readonly stacks: ReadonlySet<string>;
  /** Those of them that were named outright, and so are ours wherever they wrote. */
  readonly namedStacks: ReadonlySet<string>;
  /** Null where no manifests were given. */
  readonly claims: Claims | null;
}

/** One key at one scope. */
export interface CellCase {
  readonly scope: Scope;
  readonly key: string;
  readonly index: ListingIndex;
  readonly above: Above | null;
  /** Null where no manifest declares it. */
  readonly wanted: Wanted | null;
}

/** A verdict, and what was read off the marker on the way. */
export interface CellJudgement {
  readonly verdict: AuditVerdict;
  readonly marker: Marker | ForeignMarker | null;
  readonly isVerified: boolean;
  readonly isForged: boolean;
}

/** Decides one cell, first match first in the order of the verdict table; null where there is nothing to speak of. */
export const judgeCell = (one: CellCase, judge: CellJudge): CellJudgement | null => {
  const { scope, key, index, above, wanted } = one;
  const entries = index.own.get(key) ?? [];
  const [entry] = entries;
  if (entry === undefined) {
    if (wanted !== null && !wanted.isDispensable) return unmarked('missing');
    return above === null ? null : unmarked('inherited');
  }
  if (entries.length === 1 && isOrphan(entry, one, judge)) return withMarker('orphan', one, entry, judge);
  const live = findLive(key, wanted?.parent ?? entry.overrides ?? above?.parent ?? entry, index);
  switch (live.kind) {
    case 'absent':
      throw new TypeError(`no entry with the key "${key}" at ${scope.type} ${scope.id}`);
    case 'blocked':
      return live.override === null
        ? unmarked(live.reason)
        : withMarker(live.reason, one, live.override, judge);
    case 'override':
      return withMarker(null, one, live.override, judge);
  }
};

/** An override without a link is one only where nothing above has its key; else it is in the way like a secret of its own. */
const isOrphan = (entry: RemoteSecret, { scope, above }: CellCase, { isGone }: CellJudge): boolean =>
  kindOf(entry) === 'override' &&
  (entry.overrides === null ? above === null : isGone(entry.overrides, scope));

const unmarked = (verdict: AuditVerdict): CellJudgement => ({
  verdict,
  marker: null,
  isVerified: false,
  isForged: false,
});

const withMarker = (
  decided: AuditVerdict | null,
  one: CellCase,
  override: RemoteSecret,
  judge: CellJudge,
): CellJudgement => {
  const { marker } = splitDescription(override.description ?? '');
  const place = { scopeId: one.scope.id, secretKey: one.key };
  const owners = marker?.kind === 'marker' ? findOwners(marker, place, judge.keyring) : [];
  const isForged = owners === 'forged';
  return {
    verdict: decided ?? judgeMarker(one, override, marker, isForged, judge),
    marker,
    isVerified: !isForged && owners.length > 0,
    isForged,
  };
};

const judgeMarker = (
  one: CellCase,
  override: RemoteSecret,
  marker: Marker | ForeignMarker | null,
  isForged: boolean,
  judge: CellJudge,
): AuditVerdict => {
  if (marker === null) return 'unmanaged';
  if (isOtherStack(marker, one.wanted, judge)) return 'other-stack';
  if (marker.kind === 'other-version') return 'managed';
  if (isForged) return 'unmanaged';
  if (one.wanted === null && isUndeclared(marker.stack, one.scope, override, judge)) return 'undeclared';
  return isEditedOutside(override, marker) ? 'edited-outside' : 'managed';
};

/** A marker of another version can be nobody's but its own version's, where it matters whose it is. */
const isOtherStack = (
  { kind, stack }: Marker | ForeignMarker,
  wanted: Wanted | null,
  { stacks }: CellJudge,
): boolean => {
  if (wanted !== null) return kind === 'other-version' || stack !== wanted.declared.stack;
  return stacks.size > 0 && (kind === 'other-version' || stack === null || !stacks.has(stack));
};

const isUndeclared = (
  stack: string,
  scope: Scope,
  override: RemoteSecret,
  { claims, namedStacks }: CellJudge,
): boolean =>
  claims !== null &&
  (namedStacks.has(stack) || claims.isStackAt(stack, scope)) &&
  !claims.isDeclared(stack, scope, override);
