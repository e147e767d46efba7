import { type Diagnostic, createDiagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import type { Keyring } from '../model/fingerprint-key.js';
import type { Change, Plan } from '../model/plan.js';

const KEY_HINT = 'give the key as QOVERRIDE_KEY or with --key-file';

/** Warns that a run without a key would overwrite overrides that were signed with one: `apply` refuses to. */
export const reportMissingKey = (overwritten: number, { hasKey }: Keyring): readonly Diagnostic[] =>
  hasKey || overwritten === 0
    ? []
    : [
        createDiagnostic({
          severity: 'warning',
          code: 'key-missing',
          message: `${count(overwritten)} written with a key, and this run has none: apply will refuse to overwrite`,
          hint: KEY_HINT,
        }),
      ];

/**
 * Refuses to carry out a plan that must not be carried out: one with errors, one made without values, and one
 * that would overwrite, without a key, what was signed with one.
 *
 * @throws Failure `plan-has-errors`, `values-missing` or `key-missing`.
 */
export const checkApply = (plan: Plan, keyring: Keyring): void => {
  if (plan.diagnostics.some(({ severity }) => severity === 'error')) {
    throw new Failure('plan-has-errors', 'the plan has errors, so nothing of it can be applied', {
      hint: 'correct them, or leave out what is blocked with --skip-blocked',
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
      'overrides that were written with a key cannot be overwritten without one',
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
