import { formatAddress } from '../../model/address.js';
import type { AuditCell } from '../../model/audit.js';
import type { RemoteSecret } from '../../model/remote-secret.js';
import { isServiceType } from '../../model/scope.js';
import { LAST_TIME } from '../../text/time.js';
import { foreignOwnerOf, type ListingIndex } from '../listing-index.js';
import type { Marker } from '../signing/marker.js';
import { liveMetadata } from '../verdict.js';
import { createLookUp } from './above.js';
import { judgeCell, type CellInput, type CellJudge, type CellJudgement } from './judge-cell.js';
import type { Wanted } from './wanted.js';

/** A cell, and the facts that decide whether its row is shown. */
export interface CandidateCell {
  readonly cell: AuditCell;
  /** Shared by the cells of one row: the UUID of the highest secret with this key. */
  readonly rowId: string;
  /** Whether something is overridden, shadowed or declared here. */
  readonly isRelevant: boolean;
}

/**
 * Creates the cells of one scope. A service gets a cell for every key that it sees or should have. An environment or project only gets
 * cells for what is overridden, shadowed or declared at exactly that scope, because the rest appears at the services.
 */
export const createCells = (
  index: ListingIndex,
  wanted: ReadonlyMap<string, Wanted>,
  judge: CellJudge,
): readonly CandidateCell[] => {
  const { scope } = index;
  const lookUp = createLookUp(index);
  const isService = isServiceType(scope.type);
  const seen = isService ? [...index.higher.keys(), ...index.parents.keys()] : [];
  const keys = new Set([...index.own.keys(), ...seen, ...wanted.keys()]);
  return [...keys].flatMap((key) => {
    const input: CellInput = { scope, key, index, above: lookUp(key), wanted: wanted.get(key) ?? null };
    const judgement = judgeCell(input, judge);
    if (judgement === null) return [];
    const candidate = createCandidate(input, judgement);
    return isService || candidate.isRelevant ? [candidate] : [];
  });
};

const createCandidate = (input: CellInput, judgement: CellJudgement): CandidateCell => {
  const { key, index, above } = input;
  const [own = null] = index.own.get(key) ?? [];
  return {
    cell: createCell(input, judgement, own),
    rowId: above?.topId ?? own?.overrides?.id ?? own?.id ?? key,
    isRelevant: isRelevant(input, judgement),
  };
};

const isRelevant = ({ above, wanted }: CellInput, { verdict }: CellJudgement): boolean => {
  if (verdict === 'inherited') return false;
  return verdict !== 'own-secret' || above !== null || wanted !== null;
};

const createCell = (
  { scope, key, above, wanted }: CellInput,
  { verdict, marker, isVerified, isForged }: CellJudgement,
  own: RemoteSecret | null,
): AuditCell => {
  const effective = own ?? above?.entry ?? null;
  const isOverride = own !== null && verdict !== 'own-secret';
  const parent = (isOverride ? own.overrides : null) ?? wanted?.parent ?? above?.parent ?? null;
  const isOurs = marker?.kind === 'marker' && !isForged;
  return {
    address: formatAddress(scope, key),
    scope,
    secretKey: key,
    verdict,
    winner: own === null ? (above?.scope ?? null) : scope.type,
    overrideId: isOverride ? own.id : null,
    parentId: parent?.id ?? null,
    parentScope: parent?.scope ?? null,
    stack: marker?.stack ?? null,
    isVerified,
    description: effective === null ? null : liveMetadata(effective).description,
    owner: effective === null ? null : foreignOwnerOf(effective),
    ownTime: effective === null || effective.ownTime === 0 ? null : effective.ownTime,
    writtenAt: isOurs ? readTime(marker) : null,
    edit: null,
    location: wanted?.declared.location ?? null,
  };
};

/** Milliseconds since 1970; null for a time beyond the range of dates, which only an unverified marker can claim. */
const readTime = ({ time }: Marker): number | null => (time * 1000 <= LAST_TIME ? time * 1000 : null);
