import { formatAddress } from '../../model/address.js';
import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import type { RedeployReport } from '../../model/redeploy.js';
import type { ChangeOutcome } from '../../model/write.js';

/** Makes findings of the writes that failed, at the place that declares them. */
export const diagnosticsOfOutcomes = (outcomes: readonly ChangeOutcome[]): readonly Diagnostic[] =>
  outcomes.flatMap(({ change, outcome, error }) =>
    outcome !== 'failed' || error === null
      ? []
      : [
          createDiagnostic({
            severity: 'error',
            code: error.code,
            message: error.message,
            hint: error.hint,
            address: change.address,
            location: change.declared?.location ?? null,
          }),
        ],
  );

/** Makes findings of the services whose redeploy failed or timed out; they have no place in a manifest. */
export const diagnosticsOfRedeploy = (report: RedeployReport | null): readonly Diagnostic[] =>
  (report ?? [])
    .flatMap(({ services }) => services)
    .flatMap(({ service, error }) =>
      error === null
        ? []
        : [
            createDiagnostic({
              severity: 'error',
              code: error.code,
              message: `${formatAddress(service, '').slice(0, -1)}: ${error.message}`,
              hint: error.hint,
            }),
          ],
    );
