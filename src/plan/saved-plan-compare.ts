import { compareDiagnostics, type Diagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import type { Keyring } from '../model/fingerprint-key.js';
import type { Change, Plan } from '../model/plan.js';
import { compareSavedChanges } from './saved-change-compare.js';
import { createDiagnostic } from './finding.js';
import {
  normalizeFlags,
  saveChanges,
  type SavedChange,
  type SavedFlags,
  type SavedPlan,
  type SaveOptions,
} from './saved-plan.js';

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
