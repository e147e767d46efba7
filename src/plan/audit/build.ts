import { AUDIT_VERDICTS, type Audit, type AuditCell, type AuditVerdict } from '../../model/audit.js';
import { compareDiagnostics, type Diagnostic } from '../../model/diagnostic.js';
import type { Keyring } from '../../model/marker.js';
import { compareText } from '../../model/location.js';
import type { Listing, RemoteSecret } from '../../model/remote-secret.js';
import { isServiceType, SCOPE_TYPES, type Scope } from '../../model/scope.js';
import { indexListing, reportUnread } from '../listing-index.js';
import { compileTargets, reportUnmatchedBy } from '../target.js';
import { createCells, type CandidateCell } from './cell.js';
import { findGone } from './gone.js';
import type { CellJudge } from './judge-cell.js';
import { indexWanted, type AuditManifests, type WantedIndex } from './wanted.js';
import { gatherWider } from './reach.js';

/** Options of an audit. */
export interface AuditOptions {
  /** Show every secret, not only overridden or shadowed ones. Default: false. */
  readonly showAll?: boolean;
  /** Stacks to treat as ours even if no manifest names them. Default: none. */
  readonly stacks?: readonly string[];
  /** Globs over addresses. Default: empty, which matches all. */
  readonly target?: readonly string[];
}

/** The live secrets and, if there are manifests to compare with, the declared overrides. */
export interface AuditInput {
  /** The services to audit. */
  readonly services: readonly Scope[];
  /** Their environments and projects, and any others to audit. */
  readonly wider: readonly Scope[];
  /** By scope id. Scopes without a listing are ignored. */
  readonly listings: ReadonlyMap<string, Listing>;
  /** Verifies the markers. Without a key, markers are trusted unverified. */
  readonly keyring: Keyring;
  /** Null without manifests: then nothing is missing or undeclared. */
  readonly manifests: AuditManifests | null;
  /** Default: show everything that is overridden or shadowed. */
  readonly options?: AuditOptions;
}

/**
 * Determines who overrides what. Pure; the order of the input does not matter.
 *
 * @throws Failure `bad-target` for a `target` that is not a glob.
 */
export const buildAudit = (given: AuditInput): Audit => {
  const input = completeInput(given);
  const { services, wider, listings, options } = input;
  const scopes = [...services, ...wider];
  const wanted = input.manifests === null ? null : indexWanted(input.manifests, listings);
  const candidates = gatherCells(input, wanted);
  const isTargeted = compileTargets(options.target);
  const targeted = candidates.filter(({ cell }) => isTargeted(cell.address));
  const cells = keepRows(targeted, options.showAll).toSorted(compareCells);
  const scopesWithCells = new Set(cells.map(({ scope }) => scope.id));
  const unread = scopes.filter(({ id }) => listings.get(id)?.kind === 'unreadable').toSorted(compareScopes);
  return {
    scopes: scopes
      .filter(({ id, type }) => scopesWithCells.has(id) || (isServiceType(type) && listings.has(id)))
      .toSorted(compareScopes),
    unread,
    cells,
    summary: countVerdicts(cells),
    diagnostics: [
      ...unread.flatMap((scope) =>
        reportUnread(scope, listings.get(scope.id), (place) => `${place} is not in this audit`),
      ),
      ...(wanted?.diagnostics ?? []).filter(({ address }) => isTargeted(address ?? '')),
      ...reportTargets(options.target, candidates, wanted),
    ].toSorted(compareDiagnostics),
  };
};

type CompleteInput = ReturnType<typeof completeInput>;

const completeInput = (input: AuditInput) => ({
  ...input,
  options: { showAll: false, stacks: [], target: [], ...input.options },
});

const reportTargets = (
  globs: readonly string[],
  candidates: readonly CandidateCell[],
  wanted: WantedIndex | null,
): readonly Diagnostic[] => {
  if (globs.length === 0) return [];
  const lost = (wanted?.diagnostics ?? []).flatMap(({ address }) => address ?? []);
  return reportUnmatchedBy(globs, [...candidates.map(({ cell }) => cell.address), ...lost], 'secret');
};

const gatherCells = (input: CompleteInput, wanted: WantedIndex | null): readonly CandidateCell[] => {
  const { services, wider, listings, keyring, manifests, options } = input;
  const namedStacks = new Set(options.stacks);
  const judge: CellJudge = {
    keyring,
    isGone: findGone([...services, ...wider], listings),
    namedStacks,
    stacks: new Set([...namedStacks, ...stacksOf(manifests)]),
    claims: wanted?.claims ?? null,
  };
  const cellsOf = (scope: Scope, secrets: readonly RemoteSecret[]): readonly CandidateCell[] =>
    createCells(indexListing(scope, secrets), wanted?.at.get(scope.id) ?? new Map(), judge);
  const seenFromWider = gatherWider(wider, services, listings);
  return [
    ...services.flatMap((scope) => {
      const listing = listings.get(scope.id);
      return listing?.kind === 'read' ? cellsOf(scope, listing.secrets) : [];
    }),
    ...wider.flatMap((scope) => cellsOf(scope, seenFromWider.get(scope.id) ?? [])),
  ];
};

const stacksOf = (manifests: AuditManifests | null): readonly string[] =>
  manifests === null
    ? []
    : [
        ...manifests.entries.map(({ declared }) => declared.stack),
        ...manifests.environments.map(({ stack }) => stack),
      ];

/** Keeps the rows in which at least one cell is relevant. */
const keepRows = (candidates: readonly CandidateCell[], showAll: boolean): readonly AuditCell[] => {
  const relevant = new Set(candidates.filter(({ isRelevant }) => isRelevant).map(({ rowId }) => rowId));
  return candidates.filter(({ rowId }) => showAll || relevant.has(rowId)).map(({ cell }) => cell);
};

const compareCells = (left: AuditCell, right: AuditCell): number =>
  compareText(left.address, right.address) || compareText(left.scope.id, right.scope.id);

const compareScopes = (left: Scope, right: Scope): number =>
  compareText(left.project, right.project) ||
  compareText(left.environment ?? '', right.environment ?? '') ||
  SCOPE_TYPES.indexOf(left.type) - SCOPE_TYPES.indexOf(right.type) ||
  compareText(left.service ?? '', right.service ?? '') ||
  compareText(left.id, right.id);

const countVerdicts = (cells: readonly AuditCell[]): Audit['summary'] => {
  const counts = new Map<AuditVerdict, number>();
  for (const { verdict } of cells) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return Object.fromEntries(
    AUDIT_VERDICTS.map((verdict) => [verdict, counts.get(verdict) ?? 0]),
  ) as Audit['summary'];
};
