import type { AuditVerdict } from '../../model/audit.js';
import type { Keyring } from '../../model/marker.js';
import type { RemoteSecret } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import type { Claims } from '../claims.js';
import { foreignOwnerOf, kindOf, type ListingIndex } from '../listing-index.js';
import { findLive } from '../live.js';
import { splitDescription, type ForeignMarker, type Marker } from '../signing/marker.js';
import { findOwners, isEditedOutside } from '../verdict.js';
import type { Above } from './above.js';
import type { IsGone } from './gone.js';
import type { Wanted } from './wanted.js';

/** What the verdict on a cell depends on besides the cell itself. */
export interface CellJudge {
  readonly keyring: Keyring;
  readonly isGone: IsGone;
  /** Our stacks. Empty if none was given, and then every stack is ours. */
  readonly stacks: ReadonlySet<string>;
  /** The stacks that were named explicitly. They are ours wherever they wrote. */
  readonly namedStacks: ReadonlySet<string>;
  /** Null without manifests. */
  readonly claims: Claims | null;
}

/** One key at one scope, ready to be judged. */
export interface CellInput {
  readonly scope: Scope;
  readonly key: string;
  readonly index: ListingIndex;
  readonly above: Above | null;
  /** Null if no manifest declares it. */
  readonly wanted: Wanted | null;
}

/** A verdict, and the marker that it is based on. */
export interface CellJudgement {
  readonly verdict: AuditVerdict;
  readonly marker: Marker | ForeignMarker | null;
  readonly isVerified: boolean;
  readonly isForged: boolean;
}

/** Decides one cell. The first match in the order of the verdict table wins; null if the cell is empty. */
export const judgeCell = (input: CellInput, judge: CellJudge): CellJudgement | null => {
  const { scope, key, index, above, wanted } = input;
  const entries = index.own.get(key) ?? [];
  const [entry] = entries;
  if (entry === undefined) {
    if (wanted !== null && !wanted.isDispensable) return unmarked('missing');
    return above === null ? null : unmarked('inherited');
  }
  if (entries.length === 1 && isOrphan(entry, input, judge)) return withMarker('orphan', input, entry, judge);
  const live = findLive(key, wanted?.parent ?? entry.overrides ?? above?.parent ?? entry, index);
  switch (live.kind) {
    case 'absent':
      throw new TypeError(`no entry with the key "${key}" at ${scope.type} ${scope.id}`);
    case 'blocked': {
      if (live.reason === 'external-secret') return judgeExternal(input, entry, judge);
      return live.override === null
        ? unmarked(live.reason)
        : withMarker(live.reason, input, live.override, judge);
    }
    case 'override':
      return withMarker(null, input, live.override, judge);
  }
};

/** For an audit, a secret manager is another owner; our marker outweighs it, because an override may have the type of its parent. */
const judgeExternal = (input: CellInput, override: RemoteSecret, judge: CellJudge): CellJudgement =>
  withMarker(foreignOwnerOf(override) === null ? null : 'foreign-owner', input, override, judge);

/** An override without a link is an orphan only if no higher scope has its key. Otherwise it blocks like a secret of its own. */
const isOrphan = (entry: RemoteSecret, { scope, above }: CellInput, { isGone }: CellJudge): boolean =>
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
  input: CellInput,
  override: RemoteSecret,
  judge: CellJudge,
): CellJudgement => {
  const { marker } = splitDescription(override.description ?? '');
  const place = { scopeId: input.scope.id, secretKey: input.key };
  const owners = marker?.kind === 'marker' ? findOwners(marker, place, judge.keyring) : [];
  const isForged = owners === 'forged';
  return {
    verdict: decided ?? judgeMarker(input, override, marker, isForged, judge),
    marker,
    isVerified: !isForged && owners.length > 0,
    isForged,
  };
};

const judgeMarker = (
  input: CellInput,
  override: RemoteSecret,
  marker: Marker | ForeignMarker | null,
  isForged: boolean,
  judge: CellJudge,
): AuditVerdict => {
  if (marker === null) return 'unmanaged';
  if (isOtherStack(marker, input.wanted, judge)) return 'other-stack';
  if (marker.kind === 'other-version') return 'managed';
  if (isForged) return 'unmanaged';
  if (input.wanted === null && isUndeclared(marker.stack, input.scope, override, judge)) return 'undeclared';
  return isEditedOutside(override, marker) ? 'edited-outside' : 'managed';
};

/** If ownership matters, a marker from another version always counts as another stack's. */
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
