import { Failure } from '../../model/failure.js';
import { compareText } from '../../model/location.js';
import { isPlainName, isUuid, type Scope } from '../../model/scope.js';
import type { Client } from '../../qovery/client/client.js';
import { directoryOf, type Named } from '../../qovery/names/directory.js';
import {
  findEnvironments,
  findServedEnvironments,
  type EnvironmentFound,
} from '../../qovery/names/environments.js';
import { matchName } from '../../qovery/names/match-name.js';
import type { TargetNames } from '../../manifest/load.js';
import type { Questions } from './questions.js';

/** The environment that a manifest is for, and how the manifest is to name it. */
export interface ChosenPlace {
  /** Name, or UUID if the name is not unique; null: left out. */
  readonly organization: string | null;
  /** Name, or UUID if the name is not unique; likewise below. */
  readonly project: string;
  readonly environment: string;
  /** Null if Qovery was not asked. */
  readonly scope: Scope | null;
  readonly services: readonly Scope[];
}

/**
 * Chooses an environment among those that the token sees: by the names given, or by asking if several match. Without a terminal to ask
 * on, it throws a `Failure` (`undecided`) that says which flag decides. Costs two requests, and two more if the organization has no
 * service.
 */
export const choosePlace = async (
  client: Client,
  given: TargetNames,
  questions: Questions | null,
): Promise<ChosenPlace> => {
  const organization = await chooseOrganization(client, given.organization, questions);
  const narrowed = { ...given, organization: organization.id };
  const served = await findServedEnvironments(client, narrowed);
  const environments = served.length > 0 ? served : await findEnvironments(client, narrowed);
  const places = environments.map(toPlace);
  const project = await chooseNamed(
    'project',
    distinct(places.map(({ projectId, scope }) => ({ id: projectId, name: scope.project }))),
    questions,
  );
  const within = places.filter(({ projectId }) => projectId === project.entry.id);
  const environment = await chooseNamed(
    'environment',
    within.map(({ scope }) => ({ id: scope.id, name: scope.environment ?? scope.id })),
    questions,
  );
  const chosen = within.find(({ scope }) => scope.id === environment.entry.id);
  return {
    organization: organization.written,
    project: project.written,
    environment: environment.written,
    scope: chosen?.scope ?? null,
    services: chosen?.services ?? [],
  };
};

/** Writes a name so that a manifest finds it again: as the UUID if the name is not unique. */
export const writeName = ({ id, name }: Named, all: readonly Named[]): string =>
  isPlainName(name) && matchName(name, all).kind === 'one' ? name : id;

const chooseOrganization = async (
  client: Client,
  wanted: string | null,
  questions: Questions | null,
): Promise<{ readonly id: string; readonly written: string }> => {
  if (wanted !== null && isUuid(wanted)) return { id: wanted.toLowerCase(), written: wanted.toLowerCase() };
  const all = distinct((await directoryOf(client).organizations()) ?? []);
  const match = wanted === null ? null : matchName(wanted, all);
  // What is not found, or not plain, is explained where the environments are looked for.
  if (match !== null && match.kind !== 'one') return { id: wanted ?? '', written: wanted ?? '' };
  const { entry, written } = await chooseNamed(
    'organization',
    match === null ? all : [match.entry],
    questions,
  );
  return { id: entry.id, written: match === null ? written : writeName(entry, all) };
};

const toPlace = ({ environment, services }: EnvironmentFound) => ({
  scope: environment,
  services,
  projectId: environment.projectId ?? environment.project,
});

const chooseNamed = async (
  what: 'organization' | 'project' | 'environment',
  entries: readonly Named[],
  questions: Questions | null,
): Promise<{ readonly entry: Named; readonly written: string }> => {
  const [only, ...others] = entries;
  if (only === undefined) {
    throw new Failure(`no-${what}`, `the API token can see no ${what}`, {
      hint: 'check the token and what it may read; --offline creates a manifest without calling Qovery',
    });
  }
  const entry = others.length === 0 ? only : entries[await pickOne(what, entries, questions)];
  return { entry: entry ?? only, written: writeName(entry ?? only, entries) };
};

const MOST_LISTED = 10;

const pickOne = async (
  what: string,
  entries: readonly Named[],
  questions: Questions | null,
): Promise<number> => {
  const names = entries.map((entry) => writeName(entry, entries));
  if (questions !== null) {
    return questions.chooseOne(
      `Which ${what}?`,
      entries.map(({ name }, index) => ({
        label: name,
        ...(names[index] === name ? {} : { hint: names[index] ?? '' }),
      })),
    );
  }
  const more = names.length - MOST_LISTED;
  throw new Failure('undecided', `there are several ${what}s, and no terminal to ask which`, {
    hint: `give --${what}: ${names.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`,
  });
};

const distinct = (entries: readonly Named[]): readonly Named[] =>
  [...new Map(entries.map((entry) => [entry.id, entry])).values()].toSorted(
    (left, right) => compareText(left.name, right.name) || compareText(left.id, right.id),
  );
