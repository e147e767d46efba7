import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import type { OnlyInState } from '../../model/import.js';
import { compareText } from '../../model/location.js';
import { obtain } from '../../model/obtain.js';
import type { SecretValue } from '../../model/secret-value.js';
import { liveKey } from './collect.js';
import type { ImportableOverride } from './importable.js';
import type { StateOverride } from './terraform-state.js';

/** What is compared. */
export interface MatchInput {
  readonly state: readonly StateOverride[];
  /** The overrides to import. */
  readonly overrides: readonly ImportableOverride[];
  /** Every live override that was read, as `liveKey` spells it. */
  readonly live: ReadonlySet<string>;
  /** UUIDs of every scope that was read. */
  readonly readScopes: ReadonlySet<string>;
}

/** A value of the state that may go to a live override. */
export interface MatchedValue {
  readonly override: ImportableOverride;
  readonly resource: string;
  readonly value: SecretValue;
}

/** How a state and the live overrides belong together. */
export interface StateMatch {
  /** In the order of the overrides. */
  readonly matched: readonly MatchedValue[];
  readonly onlyInState: readonly OnlyInState[];
  /** Addresses. */
  readonly onlyLive: readonly string[];
  /** Warnings: `state-value-missing`, `state-value-outdated`, `state-ambiguous`, `override-recreated`. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Matches the overrides in a state to the live ones, by the id of their service or environment and their key. */
export const matchState = ({ state, overrides, live, readScopes }: MatchInput): StateMatch => {
  const inState = new Map<string, StateOverride[]>();
  for (const entry of state) obtain(inState, liveKey(entry.scopeId, entry.key), () => []).push(entry);
  const scopes = new Set([...readScopes].map((id) => id.toLowerCase()));
  const found = overrides.map((override) => ({
    override,
    entries: inState.get(liveKey(override.scope.id, override.secretKey)) ?? [],
  }));
  const judged = found.map(({ override, entries }) => judge(override, entries));
  return {
    matched: judged.flatMap(({ matched }) => matched ?? []),
    onlyInState: [...inState]
      .filter(([key]) => !live.has(key))
      .flatMap(([, entries]) => entries)
      .map(({ resource, key, scopeId }): OnlyInState => ({
        resource,
        secretKey: key,
        reason: scopes.has(scopeId.toLowerCase()) ? 'not-live' : 'not-read',
      }))
      .toSorted(
        (left, right) =>
          compareText(left.resource, right.resource) || compareText(left.secretKey, right.secretKey),
      ),
    onlyLive: found.filter(({ entries }) => entries.length === 0).map(({ override }) => override.address),
    diagnostics: judged.flatMap(({ diagnostics }) => diagnostics),
  };
};

/** Whether the state has the value of an override, and what speaks against it. */
const judge = (
  override: ImportableOverride,
  entries: readonly StateOverride[],
): { readonly matched: MatchedValue | null; readonly diagnostics: readonly Diagnostic[] } => {
  const [entry] = entries;
  if (entry === undefined) return { matched: null, diagnostics: [] };
  const warn = (code: string, message: string, hint: string): Diagnostic =>
    createDiagnostic({ severity: 'warning', code, message, hint, address: override.address });
  const leaveOut = (code: string, message: string): ReturnType<typeof judge> => ({
    matched: null,
    diagnostics: [warn(code, message, 'give the value in the variable that its manifest names')],
  });
  const name = `"${override.secretKey}" of ${entry.resource}`;
  if (override.stack !== null) {
    return leaveOut(
      'state-value-outdated',
      `qoverride wrote this override after Terraform, so the value of ${name} in the state was not carried over`,
    );
  }
  if (new Set(entries.map(({ value }) => value?.reveal() ?? null)).size > 1) {
    return leaveOut('state-ambiguous', `the state has several different values of ${name}`);
  }
  if (entry.value === null) {
    return leaveOut('state-value-missing', `the state has no value of ${name}`);
  }
  const isRecreated = entry.id !== null && entry.id.toLowerCase() !== override.id.toLowerCase();
  return {
    matched: { override, resource: entry.resource, value: entry.value },
    diagnostics: isRecreated
      ? [
          warn(
            'override-recreated',
            `the live override is not the one in the state: somebody deleted ${name} and created it again`,
            'check that the value carried over is still right',
          ),
        ]
      : [],
  };
};
