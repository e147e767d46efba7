import { formatAddress } from '../../model/address.js';
import type { AuditCell } from '../../model/audit.js';
import type { RemoteSecret } from '../../model/remote-secret.js';
import { isServiceType } from '../../model/scope.js';
import { LAST_TIME } from '../../text/time.js';
import { foreignOwnerOf, type ListingIndex } from '../listing-index.js';
import type { Marker } from '../signing/marker.js';
import { liveMetadata } from '../verdict.js';
import { createLookUp } from './above.js';
import { judgeCell, type CellCase, type CellJudge, type CellJudgement } from './judge-cell.js';
import type { Wanted } from './wanted.js';

/** A cell, and what decides whether its row is shown. */
export interface CandidateCell {
  readonly cell: AuditCell;
  /** What the cells of one row share: the UUID of the highest secret that goes by the key there. */
  readonly rowId: string;
  /** Whether something is overridden, shadowed or declared here. */
  readonly isTelling: boolean;
}

/**
 * Makes the cells of one scope: for a service every key that it sees or should have; for an environment or project only what
 * is overridden, shadowed or declared right there, because the rest shows at the services.
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
    const one: CellCase = { scope, key, index, above: lookUp(key), wanted: wanted.get(key) ?? null };
    const judgement = judgeCell(one, judge);
    if (judgement === null) return [];
    const candidate = createCandidate(one, judgement);
    return isService || candidate.isTelling ? [candidate] : [];
  });
};

const createCandidate = (one: CellCase, judgement: CellJudgement): CandidateCell => {
  const { key, index, above } = one;
  const [own = null] = index.own.get(key) ?? [];
  return {
    cell: createCell(one, judgement, own),
    rowId: above?.topId ?? own?.overrides?.id ?? own?.id ?? key,
    isTelling: isTelling(one, judgement),
  };
};

const isTelling = ({ above, wanted }: CellCase, { verdict }: CellJudgement): boolean => {
  if (verdict === 'inherited') return false;
  return verdict !== 'own-secret' || above !== null || wanted !== null;
};

const createCell = (
  { scope, key, above, wanted }: CellCase,
  { verdict, marker, isVerified, isForged }: CellJudgement,
  own: RemoteSecret | null,
): AuditCell => {
  const deciding = own ?? above?.entry ?? null;
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
    description: deciding === null ? null : liveMetadata(deciding).description,
    owner: deciding === null ? null : foreignOwnerOf(deciding),
    ownTime: deciding === null || deciding.ownTime === 0 ? null : deciding.ownTime,
    writtenAt: isOurs ? readTime(marker) : null,
    edit: null,
    location: wanted?.declared.location ?? null,
  };
};

/** Milliseconds since 1970; null for a time that no date can hold, which only a marker that nobody verified may claim. */
const readTime = ({ time }: Marker): number | null => (time * 1000 <= LAST_TIME ? time * 1000 : null);
