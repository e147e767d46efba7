import type { DeclaredOverride } from '../../model/declared-override.js';
import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import type { Location } from '../../model/location.js';
import { scopeWord } from '../../model/scope.js';
import { quoteName } from '../check/names.js';

/** Finds overrides, over all files, that name the same secret at the same place in the same words. */
export interface DuplicateSearch {
  readonly add: (override: DeclaredOverride) => void;
  /** An error for each duplicate, which names the place of the first override too. */
  readonly found: () => readonly Diagnostic[];
}

/**
 * Starts a search that remembers only the place and the identity of each override. A place that is spelled in two ways, such
 * as by name and by UUID, is found only after names are resolved.
 */
export const startDuplicateSearch = (): DuplicateSearch => {
  const places = new Map<string, Map<string, Location>>();
  const diagnostics: Diagnostic[] = [];
  return {
    add: (override) => {
      const place = describePlace(override);
      const firsts = places.get(place) ?? new Map<string, Location>();
      places.set(place, firsts);
      const first = firsts.get(override.secret);
      if (first === undefined) firsts.set(override.secret, override.location);
      else diagnostics.push(explainDuplicate(override, first));
    },
    found: () => diagnostics,
  };
};

const describePlace = ({
  organization,
  project,
  environment,
  scopeType,
  service,
}: DeclaredOverride): string =>
  JSON.stringify([organization, project, scopeType === 'PROJECT' ? null : environment, scopeType, service]);

const explainDuplicate = (override: DeclaredOverride, first: Location): Diagnostic => {
  const type = scopeWord(override.scopeType);
  const place = override.service === null ? `the ${type}` : `${type} ${quoteName(override.service)}`;
  const { file, line, column } = first;
  return createDiagnostic({
    severity: 'error',
    code: 'duplicate-override',
    message: `the secret ${quoteName(override.secret)} is overridden twice at ${place}, first at ${file}:${line}:${column}`,
    hint: 'keep one of them',
    location: override.location,
    related: [{ message: 'first declared here', location: first }],
  });
};
