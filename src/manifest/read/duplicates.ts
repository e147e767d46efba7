import { isMoreExact, type DeclaredOverride } from '../../model/declared-override.js';
import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import type { Location } from '../../model/location.js';
import { scopeWord } from '../../model/scope.js';
import { quoteName } from '../check/names.js';

/** Finds overrides, over all files, that name the same secret at the same place in the same words. */
export interface DuplicateSearch {
  readonly add: (override: DeclaredOverride) => void;
  /** Whether a later entry takes the place of an override; asked once all are added. */
  readonly isReplaced: (override: DeclaredOverride) => boolean;
  /** How many overrides later entries take the place of. */
  readonly replaced: () => number;
  /** An error for each duplicate, which names the place of the first override too. */
  readonly found: () => readonly Diagnostic[];
  /** A warning for each entry that says it replaces another, where there is none. */
  readonly needless: () => readonly Diagnostic[];
}

/** What the search remembers of an override. */
interface Remembered {
  readonly location: Location;
  readonly precision: DeclaredOverride['precision'];
  /** Whose object identity tells overrides with the same words from each other. */
  readonly place: Location;
  readonly hasReplaced: boolean;
}

/**
 * Starts a search that remembers only the place and the identity of each override. A place that is spelled in two ways, such
 * as by name and by UUID, is found only after names are resolved.
 */
export const startDuplicateSearch = (): DuplicateSearch => {
  const places = new Map<string, Map<string, Remembered>>();
  const diagnostics: Diagnostic[] = [];
  const needless: Diagnostic[] = [];
  let replaced = 0;
  return {
    add: (override) => {
      const place = describePlace(override);
      const firsts = places.get(place) ?? new Map<string, Remembered>();
      places.set(place, firsts);
      const first = firsts.get(override.secret);
      const isReplacing =
        first !== undefined && override.replaces && isMoreExact(override.precision, first.precision);
      if (isReplacing) replaced += 1;
      if (first === undefined && override.replaces) needless.push(explainNeedless(override));
      if (first === undefined || isReplacing) {
        firsts.set(override.secret, remember(override, isReplacing));
      } else diagnostics.push(explainDuplicate(override, first));
    },
    isReplaced: (override) => {
      const last = places.get(describePlace(override))?.get(override.secret);
      return last?.hasReplaced === true && last.place !== override.places.secret;
    },
    replaced: () => replaced,
    found: () => diagnostics,
    needless: () => needless,
  };
};

const remember = ({ location, precision, places }: DeclaredOverride, hasReplaced: boolean): Remembered => ({
  location,
  precision,
  place: places.secret,
  hasReplaced,
});

const describePlace = ({
  organization,
  project,
  environment,
  scopeType,
  service,
}: DeclaredOverride): string =>
  JSON.stringify([organization, project, scopeType === 'PROJECT' ? null : environment, scopeType, service]);

const explainNeedless = ({ location, secret }: DeclaredOverride): Diagnostic =>
  createDiagnostic({
    severity: 'warning',
    code: 'needless-replaces',
    message: `no earlier entry declares the secret ${quoteName(secret)} here, so there is nothing to replace`,
    hint: 'remove "replaces", or write this entry after the one that it replaces, with the same names',
    location,
  });

const explainDuplicate = (
  override: DeclaredOverride,
  { location: first, precision }: Remembered,
): Diagnostic => {
  const type = scopeWord(override.scopeType);
  const place = override.service === null ? `the ${type}` : `${type} ${quoteName(override.service)}`;
  const { file, line, column } = first;
  return createDiagnostic({
    severity: 'error',
    code: 'duplicate-override',
    message: `the secret ${quoteName(override.secret)} is overridden twice at ${place}, first at ${file}:${line}:${column}`,
    hint: isMoreExact(override.precision, precision)
      ? 'keep one of them, or write replaces: true in this one'
      : 'keep one of them',
    location: override.location,
    related: [{ message: 'first declared here', location: first }],
  });
};
