import { formatAddress } from '../../model/address.js';
import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import type { RedeployReport } from '../../model/redeploy.js';
import type { ChangeOutcome } from '../../model/write.js';

/** Converts failed writes to diagnostics at the location of their declaration. */
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

/** Converts failed redeploys to diagnostics. They have no location in a manifest. */
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
