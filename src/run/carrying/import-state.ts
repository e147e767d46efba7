import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import { Failure } from '../../model/failure.js';
import type { StateImport } from '../../model/import.js';
import type { ImportFindings } from '../../plan/import/collect.js';
import type { DraftInput } from '../../plan/import/drafts.js';
import { matchState } from '../../plan/import/match-state.js';
import type { StateOverride } from '../../plan/import/terraform-state.js';
import type { NamesToAvoid } from '../../plan/import/variable-names.js';
import { carryValues } from './carry-values.js';
import { readState, type StateOptions } from './read-state.js';
import {
  openSopsTarget,
  prepareSops,
  type PreparedSops,
  type SopsTarget,
  type SopsTargetOptions,
} from './sops-target.js';

/** What an import takes to carry values over from Terraform; without `terraformState` it carries none. */
export type ImportStateOptions = Partial<
  StateOptions & Pick<SopsTargetOptions, 'sopsFile' | 'recipients' | 'homeDir'>
>;

/** A state, and the SOPS file that its values go to. */
export interface StateRun {
  readonly state: readonly StateOverride[];
  readonly target: SopsTarget;
}

/**
 * Reads the state and opens the SOPS file, before any request is spent; null where no state was given.
 *
 * @throws Failure `usage`, and what `readState` and `openSopsTarget` throw
 */
export const openStateRun = async (
  options: ImportStateOptions & Pick<SopsTargetOptions, 'env'>,
): Promise<StateRun | null> => {
  const { terraformState, sopsFile } = options;
  if (terraformState === undefined && sopsFile === undefined) return null;
  if (terraformState === undefined || sopsFile === undefined) {
    throw new Failure('usage', '--terraform-state and --sops-file belong together', {
      hint: 'values go from the state into the SOPS file; for a single value, use qoverride encrypt',
    });
  }
  if (/[{}]/.test(sopsFile)) {
    throw new Failure(
      'usage',
      'the path of --sops-file has a brace, which means a placeholder in manifests',
      {
        hint: 'name a file without { and }',
      },
    );
  }
  const target = await openSopsTarget({ ...options, sopsFile });
  return { state: await readState({ ...options, terraformState }), target };
};

/** What an import found, for the state to be compared with. */
interface Found {
  readonly found: ImportFindings;
  readonly readScopes: ReadonlySet<string>;
  readonly avoid: NamesToAvoid;
}

/** What the state is to an import. */
interface StateResult {
  readonly made: StateImport | null;
  readonly drafts: NonNullable<DraftInput['carried']> | null;
  readonly avoid: NamesToAvoid;
  readonly diagnostics: readonly Diagnostic[];
  /** Composes the SOPS file; null where it needs nothing. */
  readonly prepare: (now: number) => Promise<PreparedSops | null>;
}

/** Decides which values go from the state into the SOPS file; without a state, none do. */
export const importState = (run: StateRun | null, { found, readScopes, avoid }: Found): StateResult => {
  if (run === null) {
    return { made: null, drafts: null, avoid, diagnostics: [], prepare: () => Promise.resolve(null) };
  }
  const { state, target } = run;
  const { overrides, live } = found;
  const match = matchState({ state, overrides, live, readScopes });
  const values = carryValues({ matched: match.matched, overrides, avoid, target });
  const { carried, missing } = values;
  return {
    made: {
      sopsFile: target.shown,
      isWritten: missing.length > 0,
      carried: carried.map(({ name, override: { address, ownTime }, resource }) => ({
        name,
        address,
        resource,
        ownTime,
      })),
      onlyInState: match.onlyInState,
      onlyLive: match.onlyLive,
    },
    drafts: { sopsFile: target.path, overrides: new Set(carried.map(({ override }) => override)) },
    avoid: values.avoid,
    diagnostics: [...match.diagnostics, ...values.diagnostics, ...(carried.length === 0 ? [] : [MAY_BE_OLD])],
    prepare: async (now) => (missing.length === 0 ? null : prepareSops(target, missing, now)),
  };
};

const MAY_BE_OLD: Diagnostic = createDiagnostic({
  severity: 'warning',
  code: 'state-may-be-old',
  message: 'values from a Terraform state may be older than the live ones, which cannot be read',
  hint: 'before `apply`, compare when each override was last written with the last `terraform apply`',
});
