import { type Keyring, descriptionRoom, MARKER_START } from '../model/marker.js';
import type { DeclaredOverride } from '../model/declared-override.js';
import { type Diagnostic, type Severity, createDiagnostic } from '../model/diagnostic.js';
import type { Action, Change, Reason } from '../model/plan.js';
import type { RemoteSecret } from '../model/remote-secret.js';
import type { ValueResolution } from '../model/value-reference.js';
import {
  findLive,
  type LiveState,
  reportLost,
  reportObstacle,
  reportOtherStack,
  reportValue,
} from './live.js';
import type { LostPlacement, Placed, Placement } from './locate.js';
import { compareOverride, isSignedWithKey, liveMetadata, wantedMetadata, writtenAt } from './verdict.js';

/** Options that influence verdicts. */
export interface JudgeOptions {
  readonly keyring: Keyring;
  /** Reasons whose updates are skipped. */
  readonly skip: ReadonlySet<Reason>;
  /** Skip blocked overrides with a warning. */
  readonly skipBlocked: boolean;
  /** Stacks whose overrides may be taken over. */
  readonly takeOver: ReadonlySet<string>;
}

/** One declared override with its place and value, ready to be judged. */
export interface LocatedEntry {
  readonly declared: DeclaredOverride;
  readonly placement: Placement;
  readonly value: ValueResolution;
}

/** The planned change for one declared override, and its diagnostics. */
export interface Judgement {
  readonly change: Change;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the change overwrites an override that was signed with a key. */
  readonly overwritesSigned: boolean;
}

interface Decision {
  readonly action: Action;
  readonly reason: Reason;
  readonly diagnostics: readonly Diagnostic[];
}

/** Decides one row of the plan: first the verdict table, then `--skip`, then whether the description can be written. */
export const judge = (entry: LocatedEntry, options: JudgeOptions): Judgement => {
  const { placement } = entry;
  if (placement.kind === 'lost') return conclude(entry, null, decideLost(entry, placement, options));
  const live = findLive(placement.secretKey, placement.parent, placement.index);
  const override = live.kind === 'absent' ? null : live.override;
  return conclude(
    entry,
    override,
    checkWrite(entry, override, decidePlaced(entry, placement, live, options), options),
  );
};

const decideLost = (entry: LocatedEntry, placement: LostPlacement, options: JudgeOptions): Decision => {
  const { reason } = placement;
  if (entry.declared.optional && placement.isAbsence) {
    return { action: 'none', reason, diagnostics: [reportLost(placement, 'warning')] };
  }
  const diagnostics = [reportLost(placement, blockedSeverity(options)), ...reportValueOf(entry, options)];
  return { action: 'blocked', reason, diagnostics };
};

const decidePlaced = (
  entry: LocatedEntry,
  placement: Placed,
  live: LiveState,
  options: JudgeOptions,
): Decision => {
  const diagnostics = reportValueOf(entry, options);
  if (entry.value.kind === 'failed') return { action: 'blocked', reason: 'no-value', diagnostics };
  switch (live.kind) {
    case 'absent':
      return { action: 'create', reason: 'missing', diagnostics };
    case 'blocked': {
      const obstacle = reportObstacle(live, entry.declared, placement, blockedSeverity(options));
      return { action: 'blocked', reason: live.reason, diagnostics: [...diagnostics, obstacle] };
    }
    case 'override':
      return decideOverride(entry, placement, live.override, diagnostics, options);
  }
};

const decideOverride = (
  { declared, value }: LocatedEntry,
  placement: Placed,
  override: RemoteSecret,
  diagnostics: readonly Diagnostic[],
  options: JudgeOptions,
): Decision => {
  const resolved = value.kind === 'resolved' ? value.value : null;
  const reason = compareOverride({
    declared,
    override,
    place: { scopeId: placement.scope.id, secretKey: placement.secretKey },
    value: resolved,
    keyring: options.keyring,
    takeOver: options.takeOver,
  });
  if (reason === 'other-stack') {
    const obstacle = reportOtherStack(override, declared, placement, blockedSeverity(options));
    return { action: 'blocked', reason, diagnostics: [...diagnostics, obstacle] };
  }
  const needsNothing = reason === 'in-sync' || (reason === 'value-unknown' && resolved === null);
  const action = needsNothing || options.skip.has(reason) ? 'none' : 'update';
  return { action, reason, diagnostics };
};

/** Blocks a write whose description Qovery would refuse, or whose marker could not be recognized later. */
const checkWrite = (
  { declared, placement }: LocatedEntry,
  override: RemoteSecret | null,
  decision: Decision,
  options: JudgeOptions,
): Decision => {
  if (decision.action !== 'create' && decision.action !== 'update') return decision;
  const { description } = wantedMetadata(declared, override === null ? null : liveMetadata(override));
  const problem = checkDescription(description ?? '', declared, {
    address: placement.address,
    severity: blockedSeverity(options),
  });
  if (problem === null) return decision;
  return { ...decision, action: 'blocked', diagnostics: [...decision.diagnostics, problem] };
};

const conclude = (entry: LocatedEntry, override: RemoteSecret | null, decision: Decision): Judgement => {
  const { declared, placement, value } = entry;
  const before = override === null ? null : liveMetadata(override);
  const isWantedKnown = decision.action !== 'blocked' && placement.kind === 'placed';
  return {
    change: {
      address: placement.address,
      action: decision.action,
      reason: decision.reason,
      stack: declared.stack,
      scopeType: declared.scopeType,
      scope: isGone(placement) ? null : placement.scope,
      secretKey: placement.secretKey,
      parentId: placement.kind === 'placed' ? placement.parent.id : null,
      overrideId: override?.id ?? null,
      ownTime: override?.ownTime ?? null,
      writtenAt: override === null ? null : writtenAt(override),
      edit: null,
      before,
      after: isWantedKnown ? wantedMetadata(declared, before) : null,
      value: value.kind === 'resolved' ? value.value : null,
      declared,
    },
    diagnostics: decision.diagnostics,
    overwritesSigned: decision.action === 'update' && override !== null && isSignedWithKey(override),
  };
};

/** Whether the manifest names a service by a UUID that the API does not know. */
const isGone = (placement: Placement): boolean =>
  placement.kind === 'lost' && placement.reason === 'no-service' && placement.code === 'not-found';

const reportValueOf = ({ value, placement }: LocatedEntry, options: JudgeOptions): readonly Diagnostic[] =>
  reportValue(value, placement.address, blockedSeverity(options));

const blockedSeverity = ({ skipBlocked }: JudgeOptions): 'error' | 'warning' =>
  skipBlocked ? 'warning' : 'error';

/** Reports a description that cannot be written: it is too long, or it contains the start of a marker. */
export const checkDescription = (
  text: string,
  declared: DeclaredOverride,
  at: { readonly address: string; readonly severity: Severity },
): Diagnostic | null => {
  const isManaged = declared.description !== null;
  const subject = isManaged
    ? 'the description'
    : 'the existing description, which the manifest does not manage,';
  const location = declared.places.description ?? declared.location;
  const room = descriptionRoom(declared.stack);
  if (text.includes(MARKER_START)) {
    return createDiagnostic({
      ...at,
      code: 'description-contains-marker',
      message: `${subject} contains "${MARKER_START}", which is reserved for the marker`,
      hint: isManaged ? 'remove it' : 'set a description in the manifest',
      location,
    });
  }
  if (text.length <= room) return null;
  return createDiagnostic({
    ...at,
    code: 'description-too-long',
    message: `${subject} has ${String(text.length)} characters; the marker leaves room for ${String(room)}`,
    hint: isManaged ? 'shorten it' : 'set a shorter description in the manifest',
    location,
  });
};
