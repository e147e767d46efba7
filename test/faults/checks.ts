import type { StoredSecret } from '../../src/sandbox/world/world.js';
import { findLeak } from '../support/leaks.js';
import { KEY, type MarkedEstate } from '../support/worlds/index.js';
import type { CliRun } from '../support/run-cli.js';
import { placeKey, readReport, type FaultRig, type Report, type ReportedChange } from './rig.js';

/** What was at every place before a run. */
export type Snapshot = ReadonlyMap<string, StoredSecret>;

/** What a run says of itself, held against what the server has: one sentence for each untruth. */
export const findUntruths = (
  rig: FaultRig,
  estate: MarkedEstate,
  run: CliRun,
  before: Snapshot,
): readonly string[] => {
  const report = readReport(run);
  const after = rig.overrides();
  const wanted = new Map(
    estate.expectations.map(({ scopeId, cell, value }) => [placeKey(scopeId, cell.key), value]),
  );
  return [
    ...report.changes.flatMap((change) => {
      const key = placeKey(change.serviceId, change.secretKey);
      const problem = judge(change, before.get(key) ?? null, after.get(key) ?? null, wanted.get(key) ?? null);
      return problem === null ? [] : [`${change.address}: ${problem}`];
    }),
    ...judgeExit(run, report),
    ...(report.changes.length === 0 && !isSame(before, after)
      ? ['written without a word in the report']
      : []),
    ...rig.secondPosts.map((place) => `a second POST for ${place}`),
    ...findLeaks(run, estate),
  ];
};

/** Why an outcome is not true; null when it is. */
const judge = (
  change: ReportedChange,
  before: StoredSecret | null,
  after: StoredSecret | null,
  wanted: string | null,
): string | null => {
  switch (change.outcome) {
    case 'applied':
      if (change.action === 'delete') return after === null ? null : 'reported deleted, and is there';
      if (after === null) return 'reported applied, and is not there';
      if (after.id !== change.overrideId) return 'reported applied under another id';
      return after.value.reveal() === wanted && isWhole(after.description)
        ? null
        : 'reported applied, with another value or a torn marker';
    case 'failed':
      if (change.error === null) return 'failed without a reason';
      if (change.error.message.includes('is not known')) return null;
      return isSameSecret(before, after) ? null : `reported failed (${change.error.code}), and was written`;
    case 'not-attempted':
    case 'unchanged':
      return isSameSecret(before, after) ? null : `reported ${change.outcome}, and was written`;
  }
};

const judgeExit = ({ exitCode }: CliRun, { changes, diagnostics }: Report): readonly string[] => {
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  const isDone = changes.every(({ outcome }) => outcome === 'applied' || outcome === 'unchanged');
  const expected =
    isDone && !hasErrors ? 0 : diagnostics.some(({ code }) => code === 'interrupted') ? 130 : 1;
  return exitCode === expected ? [] : [`exit code ${String(exitCode)} where ${String(expected)} is true`];
};

/** Everything that is not as the manifests want it after a run that met no faults: one sentence each. */
export const findLosses = (rig: FaultRig, estate: MarkedEstate): readonly string[] => {
  const overrides = rig.overrides();
  const isCounted = rig.sandbox.secrets().filter((secret) => secret.overrides !== null).length;
  return [
    ...(isCounted === overrides.size ? [] : ['two overrides of one secret at one place']),
    ...estate.expectations.flatMap(({ cell, scopeId, value, isDeclared }) => {
      const found = overrides.get(placeKey(scopeId, cell.key));
      const place = `${scopeId} ${cell.key}`;
      if (value === null) return found === undefined ? [] : [`${place} is still there`];
      if (found === undefined) return [`${place} is lost`];
      if (found.value.reveal() !== value) return [`${place} has another value`];
      return !isDeclared || isWhole(found.description) ? [] : [`${place} has a torn marker`];
    }),
  ];
};

/** Values and keys in what a run printed: one sentence each. */
export const findLeaks = (run: CliRun, { values }: Pick<MarkedEstate, 'values'>): readonly string[] =>
  [...values, KEY, 'token-of-the-tests'].flatMap((value) => {
    const form = findLeak(run.stdout + run.stderr, value);
    return form === null ? [] : [`${value} leaked (${form})`];
  });

const MARKER = /\[qoverride:1:[a-z0-9-]{1,24}:[0-9a-z]{6}:[\w-]{4}:[\w-]{20}\]$/;

const isWhole = (description: string | null): boolean => MARKER.test(description ?? '');

const isSame = (left: Snapshot, right: Snapshot): boolean =>
  left.size === right.size &&
  [...left].every(([key, secret]) => isSameSecret(secret, right.get(key) ?? null));

/** The sandbox replaces what is edited, so what is the same object was not. */
const isSameSecret = (left: StoredSecret | null, right: StoredSecret | null): boolean => left === right;
