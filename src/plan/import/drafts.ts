import { compareText } from '../../model/location.js';
import type { ImportedVariable, DraftOverride, ManifestDraft } from '../../model/import.js';
import { isServiceType, type Scope, environmentIdOf, projectIdOf } from '../../model/scope.js';
import { obtain } from '../../model/obtain.js';
import { type ImportableOverride, isNameable } from './importable.js';
import { nameVariables, type NamesToAvoid } from './variable-names.js';

/** The manifest document that overrides of one stack in one environment go into. */
export interface ImportedDocument {
  /** UUID of the environment. */
  readonly environmentId: string;
  /** What is to be written. */
  readonly draft: ManifestDraft;
}

/** Documents, and the variables that they take values from. */
export interface Drafts {
  /** By project, environment and stack. */
  readonly documents: readonly ImportedDocument[];
  /** One for each override, in their order. */
  readonly variables: readonly ImportedVariable[];
}

/** What documents are made of. */
export interface DraftInput {
  /** From `collectImport`. */
  readonly overrides: readonly ImportableOverride[];
  /** Every environment in question: overrides at project scope go into the first of their project. */
  readonly environments: readonly Scope[];
  /** Every service in question, to tell apart those of one name. */
  readonly services: readonly Scope[];
  /** Name or UUID to write; null to leave it out. */
  readonly organization: string | null;
  /** What was asked for by UUID, and so may share its name with something that was not looked at. */
  readonly byId: {
    /** Whether projects were. */
    readonly project: boolean;
    /** Whether environments were. */
    readonly environment: boolean;
  };
  /** Stack of what has no marker. */
  readonly stack: string;
  /** Names that no variable gets. */
  readonly avoid: NamesToAvoid;
}

/** Sorts overrides into documents: by project, environment and stack, in the order of addresses within. */
export const draftDocuments = (input: DraftInput): Drafts => {
  const { overrides, environments, organization } = input;
  const places = environments.toSorted(comparePlaces);
  const names = createNames(input);
  const variables = nameVariables(overrides, input.avoid);
  const documents = new Map<string, OpenDocument>();
  for (const [index, override] of overrides.entries()) {
    const home = places.find((place) => isHome(place, override.scope));
    if (home === undefined) continue;
    const stack = override.stack ?? input.stack;
    const document = obtain(documents, `${home.id} ${stack}`, () => ({ home, stack, overrides: [] }));
    document.overrides.push(draft(override, names.service(override.scope), variables[index] ?? ''));
  }
  return {
    documents: sortDocuments([...documents.values()], names, organization),
    variables: overrides.map(({ address }, index) => ({ name: variables[index] ?? '', address })),
  };
};

const sortDocuments = (
  documents: readonly OpenDocument[],
  names: Names,
  organization: string | null,
): readonly ImportedDocument[] =>
  documents
    .toSorted((left, right) => comparePlaces(left.home, right.home) || compareText(left.stack, right.stack))
    .map((document) => ({
      environmentId: document.home.id,
      draft: {
        stack: document.stack,
        organization,
        project: names.project(document.home),
        environment: names.environment(document.home),
        overrides: document.overrides,
      },
    }));

interface OpenDocument {
  readonly home: Scope;
  readonly stack: string;
  readonly overrides: DraftOverride[];
}

const draft = (override: ImportableOverride, service: string | null, env: string): DraftOverride => ({
  scopeType: override.scope.type,
  service,
  secret: override.secret,
  env,
  description: override.description,
  enableInterpolationInFile: override.enableInterpolationInFile,
});

const isHome = (environment: Scope, scope: Scope): boolean =>
  scope.type === 'PROJECT'
    ? projectIdOf(environment) === scope.id
    : environment.id === environmentIdOf(scope);

const comparePlaces = (left: Scope, right: Scope): number =>
  compareText(left.project, right.project) ||
  compareText(left.environment ?? '', right.environment ?? '') ||
  compareText(left.id, right.id);

/** What manifests call places: their names where these find just the one that is meant, else their UUIDs. */
interface Names {
  readonly project: (scope: Scope) => string;
  readonly environment: (scope: Scope) => string;
  readonly service: (scope: Scope) => string | null;
}

const createNames = ({ environments, services, byId }: DraftInput): Names => {
  const projects = collectIds(environments, ({ project }) => project, projectIdOf);
  const named = collectIds(environments, environmentName, ({ id }) => id);
  const serviceNames = collectIds(services, serviceName, ({ id }) => id);
  return {
    project: (scope) =>
      byId.project
        ? projectIdOf(scope)
        : pick(scope.project, projects.get(scope.project), projectIdOf(scope)),
    environment: (scope) =>
      byId.environment
        ? scope.id
        : pick(scope.environment ?? '', named.get(environmentName(scope)), scope.id),
    service: (scope) =>
      isServiceType(scope.type)
        ? pick(scope.service ?? '', serviceNames.get(serviceName(scope)), scope.id)
        : null,
  };
};

const environmentName = (scope: Scope): string => JSON.stringify([projectIdOf(scope), scope.environment]);

const serviceName = (scope: Scope): string =>
  JSON.stringify([environmentIdOf(scope), scope.type, scope.service]);

const collectIds = (
  scopes: readonly Scope[],
  nameOf: (scope: Scope) => string,
  idOf: (scope: Scope) => string,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const ids = new Map<string, Set<string>>();
  for (const scope of scopes) obtain(ids, nameOf(scope), () => new Set<string>()).add(idOf(scope));
  return ids;
};

const pick = (name: string, ids: ReadonlySet<string> | undefined, id: string): string =>
  isNameable(name) && (ids?.size ?? 0) === 1 ? name : id;
