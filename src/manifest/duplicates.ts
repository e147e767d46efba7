import type { DeclaredOverride } from '../model/declared-override.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { quoteName } from './known-names.js';

/**
 * Finds overrides that name the same secret at the same place in the same words, over all files; each but the first is
 * an error that names both places. The same place in other words shows only once names are resolved.
 */
export const findDuplicates = (overrides: readonly DeclaredOverride[]): readonly Diagnostic[] => {
  const firsts = new Map<string, DeclaredOverride>();
  const diagnostics: Diagnostic[] = [];
  for (const override of overrides) {
    const key = identify(override);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, override);
    else diagnostics.push(explainDuplicate(override, first));
  }
  return diagnostics;
};

const identify = ({
  organization,
  project,
  environment,
  scopeType,
  service,
  secret,
}: DeclaredOverride): string =>
  JSON.stringify([
    organization,
    project,
    scopeType === 'PROJECT' ? null : environment,
    scopeType,
    service,
    secret,
  ]);

const explainDuplicate = (override: DeclaredOverride, first: DeclaredOverride): Diagnostic => {
  const type = override.scopeType.toLowerCase();
  const place = override.service === null ? `the ${type}` : `${type} ${quoteName(override.service)}`;
  const { file, line, column } = first.location;
  return {
    severity: 'error',
    code: 'duplicate-override',
    message: `the secret ${quoteName(override.secret)} is overridden twice at ${place}, first at ${file}:${line}:${column}`,
    hint: 'keep one of them',
    location: override.location,
    related: [{ message: 'first declared here', location: first.location }],
  };
};
