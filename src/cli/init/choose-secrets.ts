import { Failure } from '../../model/failure.js';
import { describePlace, scopeWord, type Scope } from '../../model/scope.js';
import { suggest } from '../../text/words.js';
import { listOverridable, type Overridable } from '../../plan/import/overridable.js';
import type { Client } from '../../qovery/client/client.js';
import { matchName, offerIds, offerNames } from '../../qovery/names/match-name.js';
import { listSecrets } from '../../qovery/secrets/read.js';
import type { Questions } from './questions.js';

/** What a manifest starts with. */
export interface ChosenSecrets {
  /** To be declared. */
  readonly chosen: readonly Overridable[];
  /** What else could be. */
  readonly others: readonly Overridable[];
}

/** Which services and secrets the command line names. */
export interface SecretsWanted {
  /** Names or UUIDs. */
  readonly services: readonly string[];
  /** Keys. */
  readonly secrets: readonly string[];
}

/**
 * Chooses the secrets to override: those given as flags, or by asking. Costs one request for each chosen service. Throws a `Failure` for
 * a name that does not exist, and for a chosen service that cannot be read.
 */
export const chooseSecrets = async (
  client: Client,
  all: readonly Scope[],
  wanted: SecretsWanted,
  questions: Questions | null,
): Promise<ChosenSecrets> => {
  const services =
    wanted.services.length > 0 || questions === null
      ? wanted.services.map((name) => findNamed(name, all))
      : await askForServices(all, questions);
  const overridable = await readOverridable(client, services);
  const isChosen = await decide(overridable, wanted.secrets, questions);
  return {
    chosen: overridable.filter((_secret, index) => isChosen(index)),
    others: overridable.filter((_secret, index) => !isChosen(index)),
  };
};

const findNamed = (wanted: string, all: readonly Scope[]): Scope => {
  const named = all.map((scope) => ({ id: scope.id, name: scope.service ?? scope.id, scope }));
  const match = matchName(wanted, named);
  if (match.kind === 'one') return match.entry.scope;
  const hint = match.kind === 'none' ? offerNames(wanted, named) : offerIds(match.entries);
  throw new Failure(
    match.kind === 'none' ? 'no-service' : 'ambiguous-service',
    match.kind === 'none'
      ? `no service ${wanted} in this environment`
      : `${String(match.entries.length)} services are named ${wanted}`,
    { hint },
  );
};

const askForServices = async (all: readonly Scope[], questions: Questions): Promise<readonly Scope[]> => {
  if (all.length === 0) return [];
  const indices = await questions.chooseSeveral(
    'Which services need their own value? (each costs one request; none is fine)',
    all.map((scope) => ({ label: scope.service ?? scope.id, hint: scopeWord(scope.type) })),
  );
  return indices.flatMap((index) => all[index] ?? []);
};

const readOverridable = async (
  client: Client,
  services: readonly Scope[],
): Promise<readonly Overridable[]> => {
  const listings = await listSecrets(client, services);
  return services.flatMap((scope) => {
    const listing = listings.get(scope.id);
    if (listing?.kind === 'read') return listOverridable(scope, listing.secrets);
    throw new Failure(
      listing?.code ?? 'access-denied',
      listing?.message ?? `the secrets of ${describePlace(scope)} were not read`,
      { hint: listing?.hint ?? null },
    );
  });
};

const decide = async (
  overridable: readonly Overridable[],
  keys: readonly string[],
  questions: Questions | null,
): Promise<(index: number) => boolean> => {
  if (keys.length > 0) {
    for (const key of keys) refuseUnknown(key, overridable);
    return (index) => keys.includes(overridable[index]?.key ?? '');
  }
  if (questions === null || overridable.length === 0) return () => false;
  const indices = await questions.chooseSeveral(
    'Which secrets should they override?',
    overridable.map(({ scope, key, from, isOverridden }) => ({
      label: `${scope.service ?? scope.id}: ${key}`,
      hint: `from the ${from.toLowerCase()}${isOverridden ? '; already overridden; apply replaces that value' : ''}`,
    })),
  );
  return (index) => indices.includes(index);
};

const refuseUnknown = (key: string, overridable: readonly Overridable[]): void => {
  const known = [...new Set(overridable.map((secret) => secret.key))];
  if (known.includes(key)) return;
  const likely = suggest(key, known);
  throw new Failure('no-parent', `none of the services given with --service inherits a secret ${key}`, {
    hint: likely === null ? 'name its services with --service' : `did you mean ${likely}?`,
  });
};
