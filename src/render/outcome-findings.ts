import type { Diagnostic } from '../model/diagnostic.js';
import type { ChangeOutcome } from '../model/write.js';

/** Makes findings of the writes that failed, at the place that declares them. */
export const diagnosticsOfOutcomes = (outcomes: readonly ChangeOutcome[]): readonly Diagnostic[] =>
  outcomes.flatMap(({ change, outcome, error }) =>
    outcome !== 'failed' || error === null
      ? []
      : [
          {
            severity: 'error',
            code: error.code,
            message: error.message,
            ...(error.hint === null ? {} : { hint: error.hint }),
            address: change.address,
            ...(change.declared === null ? {} : { location: change.declared.location }),
          },
        ],
  );
