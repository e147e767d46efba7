import { type Diagnostic, createDiagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import type { Keyring } from '../model/marker.js';
import type { Change, Plan } from '../model/plan.js';

const KEY_HINT = 'set QOVERRIDE_KEY or pass --key-file';

/** Warns that a run without a key would overwrite overrides that were signed with a key. `apply` refuses to do that. */
export const reportMissingKey = (overwritten: number, { hasKey }: Keyring): readonly Diagnostic[] =>
  hasKey || overwritten === 0
    ? []
    : [
        createDiagnostic({
          severity: 'warning',
          code: 'key-missing',
          message: `${count(overwritten)} signed with a key, but this run has no key: apply will refuse to overwrite`,
          hint: KEY_HINT,
        }),
      ];

/**
 * Refuses to apply a plan that has errors, was made without values, or would overwrite signed overrides without a key.
 *
 * @throws Failure `plan-has-errors`, `values-missing` or `key-missing`.
 */
export const checkApply = (plan: Plan, keyring: Keyring): void => {
  if (plan.diagnostics.some(({ severity }) => severity === 'error')) {
    throw new Failure('plan-has-errors', 'the plan has errors, so it cannot be applied', {
      hint: 'fix the errors, or pass --skip-blocked to skip blocked overrides',
    });
  }
  if (plan.changes.some(isWriteWithoutValue)) {
    throw new Failure('values-missing', 'the plan was made without values, so it cannot be applied', {
      hint: 'plan again without --no-values',
    });
  }
  if (!keyring.hasKey && plan.diagnostics.some(({ code }) => code === 'key-missing')) {
    throw new Failure(
      'key-missing',
      'overrides that were signed with a key cannot be overwritten without one',
      {
        hint: KEY_HINT,
      },
    );
  }
};

const isWriteWithoutValue = ({ action, value }: Change): boolean =>
  (action === 'create' || action === 'update') && value === null;

const count = (overrides: number): string =>
  overrides === 1 ? '1 override was' : `${String(overrides)} overrides were`;
