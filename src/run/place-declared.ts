import type { DeclaredMatch, Manifests, PlacedOverride } from '../model/declared-override.js';
import { createDiagnostic, type Diagnostic } from '../model/diagnostic.js';
import { dropReplaced } from '../plan/replaced.js';
import type { Client } from '../qovery/client/client.js';
import { findServices } from '../qovery/names/environments.js';
import { placeOverrides } from '../qovery/names/names.js';

/** What manifests declare, as single overrides with their scopes. */
export interface PlacedManifests {
  readonly placed: readonly PlacedOverride[];
  /** Of entries for services that a glob finds. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds where everything that manifests declare belongs: globs over services become the overrides of the services that they match, and
 * what a more exact entry replaces is left out. A glob takes no request beyond those that resolve names.
 *
 * @throws Failure where the API cannot be asked: see `Client`.
 */
export const placeDeclared = async (client: Client, manifests: Manifests): Promise<PlacedManifests> => {
  const matched = await Promise.all(manifests.matches.map((match) => expandMatch(client, match)));
  const placed = await placeOverrides(client, [
    ...manifests.overrides,
    ...matched.flatMap(({ overrides }) => overrides),
  ]);
  return {
    placed: dropReplaced(placed),
    diagnostics: matched.flatMap(({ diagnostics }) => diagnostics),
  };
};

type Expanded = ReturnType<DeclaredMatch['declare']>;

const expandMatch = async (client: Client, match: DeclaredMatch): Promise<Expanded> => {
  const found = await findServices(client, match);
  if (found.kind === 'missing') return complain(match, found.code, found.message, found.hint);
  const { environment, services } = found.entry;
  // Loaded here, because most manifests have no glob.
  const { compileGlob } = await import('../text/glob.js');
  const matches = compileGlob(match.glob);
  const chosen = services.filter(
    ({ type, service }) => match.kinds.some((kind) => kind === type) && matches?.(service ?? '') === true,
  );
  if (chosen.length === 0) {
    const message = `no service in environment ${environment.environment ?? ''} matches ${match.glob}`;
    return complain(match, 'no-match', message, 'check the glob and the kinds, or write optional: true');
  }
  const declared = chosen.map(({ id, type, service }) => {
    const kind = match.kinds.find((candidate) => candidate === type);
    const { overrides, diagnostics } =
      kind === undefined
        ? { overrides: [], diagnostics: [] }
        : match.declare({ type: kind, name: service ?? id });
    // By id, because several services can have one name.
    return { overrides: overrides.map((override) => ({ ...override, service: id })), diagnostics };
  });
  return {
    overrides: declared.flatMap(({ overrides }) => overrides),
    diagnostics: declared.flatMap(({ diagnostics }) => diagnostics),
  };
};

const complain = (match: DeclaredMatch, code: string, message: string, hint: string | null): Expanded => ({
  overrides: [],
  diagnostics: [
    createDiagnostic({
      severity: match.optional ? 'warning' : 'error',
      code,
      message,
      hint,
      location: match.location,
    }),
  ],
});
