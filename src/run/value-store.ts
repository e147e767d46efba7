import { createLimit, forEachLimited } from '../async/for-each-limited.js';
import type { DeclaredOverride } from '../model/declared-override.js';
import { compareDiagnostics, type Diagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import type { ValueResolution } from '../model/value-reference.js';

/** The values of one run, each resolved at most once. */
export interface ValueStore {
  /** Resolves what is not resolved yet; throws a `Failure` with all refusals when there are any. */
  readonly resolve: (overrides: readonly DeclaredOverride[]) => Promise<void>;
  readonly of: (declared: DeclaredOverride) => ValueResolution;
}

/** Values under way at once: enough for every source to be asked from the start, and memory does not grow with their number. */
const MOST_AT_ONCE = 1000;

/** Makes a store over a resolver; without one (`--no-values`) every value is `not-evaluated`. */
export const createValueStore = (
  resolveValue: ((declared: DeclaredOverride) => Promise<ValueResolution>) | null,
): ValueStore => {
  const resolutions = new Map<DeclaredOverride, ValueResolution>();
  return {
    resolve: async (overrides) => {
      if (resolveValue === null) return;
      const open = overrides.filter((declared) => !resolutions.has(declared));
      await forEachLimited(open, { limit: createLimit(MOST_AT_ONCE) }, async (declared) => {
        resolutions.set(declared, await resolveValue(declared));
      });
      refuse([...resolutions.values()]);
    },
    of: (declared) => resolutions.get(declared) ?? { kind: 'not-evaluated' },
  };
};

const refuse = (resolutions: readonly ValueResolution[]): void => {
  const failed = resolutions.filter((resolution) => resolution.kind === 'failed');
  if (!failed.some((resolution) => resolution.refused)) return;
  const diagnostics: readonly Diagnostic[] = failed
    .map((resolution) => resolution.diagnostic)
    .toSorted(compareDiagnostics);
  const count = failed.length === 1 ? 'one value' : `${String(failed.length)} values`;
  throw new Failure('value-refused', `${count} cannot be had, or not this way; nothing was changed`, {
    diagnostics,
  });
};
