import { compareDiagnostics, type Diagnostic, createDiagnostic } from '../../model/diagnostic.js';
import { Failure } from '../../model/failure.js';
import type { Keyring } from '../../model/marker.js';
import { REASON_TRAITS, type Change, type Plan, type Metadata } from '../../model/plan.js';
import {
  normalizeFlags,
  saveChanges,
  type SavedChange,
  type SavedFlags,
  type SavedPlan,
  type SaveOptions,
} from './saved-plan.js';
import { isSameDigest } from '../signing/marker.js';

/**
 * Refuses a saved plan that differs from a plan made now. Throws a `Failure` (`stale-plan`) with one diagnostic for each difference.
 * Only the new plan is ever applied; nothing is taken from the file.
 */
export const checkSavedPlan = (
  saved: SavedPlan,
  plan: Plan,
  keyring: Keyring,
  flags: SaveOptions['flags'],
): void => {
  const differences = compareSavedPlan(saved, plan, keyring, flags);
  if (differences.length === 0) return;
  const count = differences.length === 1 ? '1 difference' : `${String(differences.length)} differences`;
  throw new Failure('stale-plan', `the saved plan is out of date: ${count}; nothing was changed`, {
    hint: 'plan again, review the new plan, and apply that one',
    diagnostics: differences,
  });
};

/** Lists the differences between a saved plan and one made now; empty if they are the same. */
export const compareSavedPlan = (
  saved: SavedPlan,
  plan: Plan,
  keyring: Keyring,
  flags: SaveOptions['flags'],
): readonly Diagnostic[] => {
  const isSameKey = keyring.hasKey && saved.keyId === keyring.signing.id;
  return [
    ...(isSameKey ? [] : [reportKey(saved.keyId, keyring)]),
    ...compareFlags(normalizeFlags(saved.flags), normalizeFlags(flags)),
    ...compareChanges(saved.changes, plan.changes, saveChanges(plan, keyring, saved.nonce), isSameKey),
  ].toSorted(compareDiagnostics);
};

const reportKey = (keyId: string, { signing, hasKey }: Keyring): Diagnostic =>
  createDiagnostic({
    severity: 'error',
    code: 'stale-plan',
    message: hasKey
      ? `the key changed: the plan was made with the key ${keyId}, but this run has ${signing.id}`
      : `the key changed: the plan was made with the key ${keyId}, but this run has none`,
  });

const compareFlags = (saved: SavedFlags, given: SavedFlags): readonly Diagnostic[] =>
  [...new Set([...Object.keys(saved), ...Object.keys(given)])]
    .filter((name) => JSON.stringify(saved[name]) !== JSON.stringify(given[name]))
    .map((name) =>
      createDiagnostic({
        severity: 'error',
        code: 'stale-plan',
        message: `the flags changed: --${name} is not the same as for the plan`,
        hint: 'pass the same flags to apply as to plan',
      }),
    );

/** Pairs changes by address. Changes with the same address are paired in order, which is the same in both plans. */
const compareChanges = (
  saved: readonly SavedChange[],
  changes: readonly Change[],
  fresh: readonly SavedChange[],
  isSameKey: boolean,
): readonly Diagnostic[] => {
  const open = groupByAddress(saved);
  const differences = fresh.flatMap((now, index) =>
    compareSavedChanges(open.get(now.address)?.pop() ?? null, now, isSameKey).map((message) =>
      report(message, now.address, changes[index] ?? null),
    ),
  );
  const removed = [...open.values()].flat();
  return [
    ...differences,
    ...removed.flatMap((before) =>
      compareSavedChanges(before, null, isSameKey).map((message) => report(message, before.address, null)),
    ),
  ];
};

/** Groups in reverse order, so that `pop` returns the first change first. */
const groupByAddress = (saved: readonly SavedChange[]): ReadonlyMap<string, SavedChange[]> => {
  const groups = new Map<string, SavedChange[]>();
  for (const change of saved.toReversed()) {
    const group = groups.get(change.address);
    if (group === undefined) groups.set(change.address, [change]);
    else group.push(change);
  }
  return groups;
};

const report = (message: string, address: string, change: Change | null): Diagnostic =>
  createDiagnostic({
    severity: 'error',
    code: 'stale-plan',
    message,
    address,
    location: change?.declared?.location ?? null,
  });

/**
 * Describes, one sentence each, how a change differs from its saved form; null means that there is no such change.
 * For changes without a write, only the verdict counts.
 */
export const compareSavedChanges = (
  saved: SavedChange | null,
  now: SavedChange | null,
  isSameKey: boolean,
): readonly string[] => {
  if (saved === null) return now === null ? [] : [describeAppearance(now)];
  if (now === null) return [describeDisappearance(saved)];
  const isSameVerdict = saved.action === now.action && saved.reason === now.reason;
  if (isSameVerdict && isIdle(now)) return [];
  const differences = [...compareRemote(saved, now), ...compareManifest(saved, now)];
  if (isSameKey && hasOtherValue(saved, now))
    differences.push('the value changed: it is not the planned value');
  return differences.length > 0 || isSameVerdict ? differences : [describeVerdicts(saved, now)];
};

const isIdle = ({ action }: SavedChange): boolean => action === 'none' || action === 'blocked';

const isDelete = (reason: SavedChange['reason']): boolean =>
  reason === 'undeclared' || reason === 'unmanaged';

const describeAppearance = ({ reason }: SavedChange): string =>
  isDelete(reason)
    ? 'the manifest or the remote changed: this override would now be deleted'
    : 'the manifest changed: this override was not in the plan';

const describeDisappearance = ({ reason }: SavedChange): string =>
  isDelete(reason)
    ? 'the manifest or the remote changed: this override would no longer be deleted'
    : 'the manifest changed: this override is no longer declared';

const compareRemote = (saved: SavedChange, now: SavedChange): readonly string[] => {
  const differences = [
    saved.serviceId === now.serviceId && saved.scope === now.scope
      ? null
      : 'the override is at another service',
    saved.parentId === now.parentId && saved.secretKey === now.secretKey
      ? null
      : 'it overrides another secret',
    describeOverride(saved, now),
  ];
  return differences.filter((what) => what !== null).map((what) => `the remote changed: ${what}`);
};

const describeOverride = (saved: SavedChange, now: SavedChange): string | null => {
  if (saved.overrideId !== now.overrideId) {
    if (saved.overrideId === null) return 'the override now exists';
    return now.overrideId === null ? 'the override is gone' : 'the override was replaced';
  }
  const isSame = saved.ownTime === now.ownTime && isSameMetadata(saved.before, now.before);
  if (isSame) return null;
  const hasLostMarker = REASON_TRAITS[saved.reason].isOurs && now.reason === 'adopt';
  return hasLostMarker
    ? 'the override was edited, and the marker that this stack left in its description is gone'
    : 'the override was edited';
};

/** Compares the managed fields. Unmanaged fields follow the remote, which is compared separately. */
const compareManifest = (saved: SavedChange, now: SavedChange): readonly string[] => {
  const differences = [
    saved.stack === now.stack ? null : 'the stack is different',
    saved.action === now.action && (saved.after === null) !== (now.after === null)
      ? 'the planned write is different'
      : null,
    isRedeclared(saved, now, 'description') ? 'the description is different' : null,
    isRedeclared(saved, now, 'enableInterpolationInFile') ? 'the interpolation is different' : null,
  ];
  return differences.filter((what) => what !== null).map((what) => `the manifest changed: ${what}`);
};

const isRedeclared = (saved: SavedChange, now: SavedChange, field: keyof Metadata): boolean =>
  saved.after !== null &&
  now.after !== null &&
  saved.after[field] !== now.after[field] &&
  saved.before?.[field] === now.before?.[field];

const isSameMetadata = (left: Metadata | null, right: Metadata | null): boolean =>
  left?.description === right?.description &&
  left?.enableInterpolationInFile === right?.enableInterpolationInFile;

const hasOtherValue = ({ valueDigest: left }: SavedChange, { valueDigest: right }: SavedChange): boolean =>
  left === null || right === null ? left !== right : !isSameDigest(left, right);

const describeVerdicts = (saved: SavedChange, now: SavedChange): string => {
  const what = [saved, now].some(({ reason }) => REASON_TRAITS[reason].dependsOnKeys) ? 'key' : 'remote';
  return `the ${what} changed: the plan was ${saved.action} (${saved.reason}), now it is ${now.action} (${now.reason})`;
};
