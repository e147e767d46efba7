import { type Diagnostic, createDiagnostic } from '../../model/diagnostic.js';
import type { Change } from '../../model/plan.js';

/**
 * Warns where the description was edited outside, and the marker is still there. Since June 2026, the Qovery console probably sends an
 * empty value with an edit of the description alone. Nothing in the API's answers shows whether it did.
 */
export const warnOfEmptied = (changes: readonly Change[]): readonly Diagnostic[] =>
  changes.filter(hasEditedDescription).map(({ address, action, declared }) =>
    createDiagnostic({
      severity: 'warning',
      code: 'value-may-be-empty',
      message:
        'the description of this override was edited outside qoverride; if only the description was edited in the Qovery console, ' +
        'the console may have emptied the value',
      hint:
        action === 'update'
          ? 'apply writes the declared value again; then redeploy what uses it'
          : 'apply without --skip edited-outside to write the declared value again',
      address,
      location: declared?.places.description ?? null,
    }),
  );

/** Only a description that the manifest manages can be compared. */
const hasEditedDescription = ({ reason, action, declared, before, after }: Change): boolean =>
  reason === 'edited-outside' &&
  action !== 'blocked' &&
  declared !== null &&
  declared.description !== null &&
  before?.description !== after?.description;
