import { compareDiagnostics, type Diagnostic, createDiagnostic } from '../../model/diagnostic.js';
import { Failure } from '../../model/failure.js';
import type { Keyring } from '../../model/fingerprint-key.js';
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
 * Refuses a saved plan that says anything else than a plan made now: throws a `Failure` (`stale-plan`) with one
 * diagnostic for each thing that moved. Only the new plan is ever carried out: nothing is taken from the file.
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
  throw new Failure('stale-plan', `the saved plan no longer holds: ${count}; nothing was changed`, {
    hint: 'plan again, look at the new plan, and apply that one',
    diagnostics: differences,
  });
};

/** Names each thing that differs between a saved plan and one made now; empty when they are the same. */
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
    ...compareChanges(saved.changes, plan.changes, saveChanges(plan, keyring), isSameKey),
  ].toSorted(compareDiagnostics);
};

const reportKey = (keyId: string, { signing, hasKey }: Keyring): Diagnostic =>
  createDiagnostic({
    severity: 'error',
    code: 'stale-plan',
    message: hasKey
      ? `the key moved: the plan was made with the key ${keyId}, and this run has ${signing.id}`
      : `the key moved: the plan was made with the key ${keyId}, and this run has none`,
  });

const compareFlags = (saved: SavedFlags, given: SavedFlags): readonly Diagnostic[] =>
  [...new Set([...Object.keys(saved), ...Object.keys(given)])]
    .filter((name) => JSON.stringify(saved[name]) !== JSON.stringify(given[name]))
    .map((name) =>
      createDiagnostic({
        severity: 'error',
        code: 'stale-plan',
        message: `the flags moved: --${name} is not given as it was for the plan`,
        hint: 'give the same flags to apply as to plan',
      }),
    );

/** Pairs changes by address, and what shares an address by its order, which is the same in both. */
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
  const gone = [...open.values()].flat();
  return [
    ...differences,
    ...gone.flatMap((before) =>
      compareSavedChanges(before, null, isSameKey).map((message) => report(message, before.address, null)),
    ),
  ];
};

/** Last first, so that taking them off the end gives them in order. */
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
 * Says, a sentence each, what moved between a change as it was planned and as it is now; null stands for no such change.
 * Of what apply leaves alone then and now, only the verdict counts.
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
  const moved = [...compareRemote(saved, now), ...compareManifest(saved, now)];
  if (isSameKey && hasOtherValue(saved, now))
    moved.push('the value moved: it is not the one that was planned');
  return moved.length > 0 || isSameVerdict ? moved : [describeVerdicts(saved, now)];
};

const isIdle = ({ action }: SavedChange): boolean => action === 'none' || action === 'blocked';

const describeAppearance = ({ reason }: SavedChange): string =>
  reason === 'undeclared'
    ? 'the manifest or the remote moved: this override is to be deleted now, and was not'
    : 'the manifest moved: this override was not in the plan';

const describeDisappearance = ({ reason }: SavedChange): string =>
  reason === 'undeclared'
    ? 'the manifest or the remote moved: this override was to be deleted, and is not any more'
    : 'the manifest moved: this override is not declared any more';

const compareRemote = (saved: SavedChange, now: SavedChange): readonly string[] => {
  const differences = [
    saved.serviceId === now.serviceId && saved.scope === now.scope ? null : 'it is at another service',
    saved.parentId === now.parentId && saved.secretKey === now.secretKey
      ? null
      : 'what it overrides is another secret',
    describeOverride(saved, now),
  ];
  return differences.filter((what) => what !== null).map((what) => `the remote moved: ${what}`);
};

const describeOverride = (saved: SavedChange, now: SavedChange): string | null => {
  if (saved.overrideId !== now.overrideId) {
    if (saved.overrideId === null) return 'the override exists now';
    return now.overrideId === null ? 'the override is gone' : 'the override is another one';
  }
  const isSame = saved.ownTime === now.ownTime && isSameMetadata(saved.before, now.before);
  return isSame ? null : 'the override was edited';
};

/** What the manifest does not manage follows the remote, and has been named with it. */
const compareManifest = (saved: SavedChange, now: SavedChange): readonly string[] => {
  const differences = [
    saved.stack === now.stack ? null : 'the stack is another one',
    saved.action === now.action && (saved.after === null) !== (now.after === null)
      ? 'what is to be written is not the same'
      : null,
    isDeclaredAnew(saved, now, 'description') ? 'the description is another one' : null,
    isDeclaredAnew(saved, now, 'enableInterpolationInFile') ? 'the interpolation is another one' : null,
  ];
  return differences.filter((what) => what !== null).map((what) => `the manifest moved: ${what}`);
};

const isDeclaredAnew = (saved: SavedChange, now: SavedChange, field: keyof Metadata): boolean =>
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
  return `the ${what} moved: planned was ${saved.action} (${saved.reason}), now it is ${now.action} (${now.reason})`;
};
