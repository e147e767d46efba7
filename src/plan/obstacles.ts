import type { DeclaredOverride } from '../model/declared-override.js';
import type { Diagnostic, Severity } from '../model/diagnostic.js';
import type { RemoteSecret } from '../model/remote-secret.js';
import type { ValueResolution } from '../model/value-resolution.js';
import { createDiagnostic } from './finding.js';
import type { LiveState } from './live.js';
import type { LostPlacement, Placed } from './locate.js';
import { splitDescription } from './marker.js';
import { describePlace } from './place.js';

/** Says that an override's service or parent was not found. */
export const reportLost = (placement: LostPlacement, severity: Severity): Diagnostic =>
  createDiagnostic({
    severity,
    code: placement.code,
    message: placement.message,
    hint: placement.hint,
    address: placement.address,
    location: placement.location,
  });

/** Passes on why a value could not be resolved, or what is odd about it. */
export const reportValue = (
  value: ValueResolution,
  address: string,
  severity: Severity,
): readonly Diagnostic[] => {
  switch (value.kind) {
    case 'resolved':
      return value.warnings.map((warning) => ({ address, ...warning }));
    case 'failed':
      return [{ address, ...value.diagnostic, severity }];
    case 'not-evaluated':
      return [];
  }
};

/** Says what is in the way where an override would be. */
export const reportObstacle = (
  live: Extract<LiveState, { kind: 'blocked' }>,
  declared: DeclaredOverride,
  { address }: Placed,
  severity: Severity,
): Diagnostic =>
  createDiagnostic({
    severity,
    code: live.reason,
    message: live.message,
    hint: live.hint,
    address,
    location: declared.places.secret,
  });

/** Says that another stack, or another version of this program, keeps an override. */
export const reportOtherStack = (
  override: RemoteSecret,
  declared: DeclaredOverride,
  { address, secretKey, scope }: Placed,
  severity: Severity,
): Diagnostic => {
  const { marker } = splitDescription(override.description ?? '');
  const stack = marker?.stack ?? null;
  const name = `the override of "${secretKey}" at ${describePlace(scope)}`;
  return createDiagnostic({
    severity,
    code: 'other-stack',
    message:
      marker?.kind === 'other-version'
        ? `${name} has a marker of another version of qoverride`
        : `${name} belongs to the stack "${stack ?? ''}", not to "${declared.stack}"`,
    hint: stack === null ? 'use the version that wrote it' : `to take it over: --take-over ${stack}`,
    address,
    location: declared.places.secret,
  });
};
