import type { DeclaredOverride } from '../../model/declared-override.js';
import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import type { Location } from '../../model/location.js';
import { scopeWord } from '../../model/scope.js';
import { quoteName } from '../check/known-names.js';

/** Finds overrides that name the same secret at the same place in the same words, over all files. */
export interface DuplicateSearch {
  readonly add: (override: DeclaredOverride) => void;
  /** Each but the first of those alike is an error that names both places. */
  readonly found: () => readonly Diagnostic[];
}

/**
 * Begins a search that keeps of each override only where it is and what tells it apart. The same place in other words shows
 * only once names are resolved.
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
