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

/** Warns that more overrides would be created for services that a glob found than the limit. `apply` refuses to do that. */
export const reportManyCreates = (changes: readonly Change[], most: number): readonly Diagnostic[] => {
  const creates = changes.filter(
    ({ action, declared }) => action === 'create' && declared?.precision === 'matched',
  ).length;
  if (creates <= most) return [];
  return [
    createDiagnostic({
      severity: 'warning',
      code: 'too-many-creates',
      message: `this would create ${String(creates)} overrides for services that globs match; apply refuses more than ${String(most)}`,
      hint: `if you mean to create them all, pass --max-creates ${String(creates)}`,
    }),
  ];
};

/**
 * Refuses to apply a plan that has errors, was made without values, would create too much for globs, or would overwrite signed
 * overrides without a key.
 *
 * @throws Failure `plan-has-errors`, `values-missing`, `too-many-creates` or `key-missing`.
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
  const tooMany = plan.diagnostics.find(({ code }) => code === 'too-many-creates');
  if (tooMany !== undefined) throw new Failure(tooMany.code, tooMany.message, { hint: tooMany.hint });
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
