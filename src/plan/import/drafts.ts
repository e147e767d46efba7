import { compareText } from '../../model/location.js';
import type { ImportedVariable, DraftOverride, ManifestDraft } from '../../model/import.js';
import { isServiceType, type Scope, environmentIdOf, projectIdOf } from '../../model/scope.js';
import { obtain } from '../../model/obtain.js';
import { type ImportableOverride, isNameable } from './importable.js';
import { nameVariables, type NamesToAvoid } from './variable-names.js';

/** The manifest document for the overrides of one stack in one environment. */
export interface ImportedDocument {
  /** UUID of the environment. */
  readonly environmentId: string;
  /** The document to write. */
  readonly draft: ManifestDraft;
}

/** Documents, and the variables that supply their values. */
export interface Drafts {
  /** Sorted by project, environment and stack. */
  readonly documents: readonly ImportedDocument[];
  /** One for each override, in the same order. */
  readonly variables: readonly ImportedVariable[];
}

/** The input for documents. */
export interface DraftInput {
  /** From `collectImport`. */
  readonly overrides: readonly ImportableOverride[];
  /** Every imported environment. Overrides at project scope go into the first environment of their project. */
  readonly environments: readonly Scope[];
  /** Every imported service, to detect names that are not unique. */
  readonly services: readonly Scope[];
  /** Name or UUID to write; null to omit it. */
  readonly organization: string | null;
  /** Whether the user selected by UUID. Then the name may also belong to something outside the import. */
  readonly byId: {
    /** Whether projects were selected by UUID. */
    readonly project: boolean;
    /** Whether environments were selected by UUID. */
    readonly environment: boolean;
  };
  /** Stack for overrides without a marker. */
  readonly stack: string;
  /** Names to avoid for variables. */
  readonly avoid: NamesToAvoid;
  /** Overrides whose values are in a SOPS file, and its path, in whatever form. Default: none. */
  readonly carried?: {
    readonly sopsFile: string;
    readonly overrides: ReadonlySet<ImportableOverride>;
  } | null;
}

/** Groups overrides into documents by project, environment and stack. Each document keeps the order of addresses. */
export const draftDocuments = (input: DraftInput): Drafts => {
  const { overrides, environments, organization } = input;
  const places = environments.toSorted(comparePlaces);
  const names = createNames(input);
  const variables = nameVariables(overrides, input.avoid);
  const documents = new Map<string, OpenDocument>();
  for (const [index, override] of overrides.entries()) {
    const environment = places.find((place) => belongsTo(place, override.scope));
    if (environment === undefined) continue;
    const stack = override.stack ?? input.stack;
    const document = obtain(documents, `${environment.id} ${stack}`, () => ({
      environment,
      stack,
      overrides: [],
    }));
    const isCarried = input.carried?.overrides.has(override) === true;
    document.overrides.push({
      ...draft(override, names.service(override.scope), variables[index] ?? ''),
      ...(isCarried ? { sopsFile: input.carried.sopsFile } : {}),
    });
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
    .toSorted(
      (left, right) =>
        comparePlaces(left.environment, right.environment) || compareText(left.stack, right.stack),
    )
    .map((document) => ({
      environmentId: document.environment.id,
      draft: {
        stack: document.stack,
        organization,
        project: names.project(document.environment),
        environment: names.environment(document.environment),
        overrides: document.overrides,
      },
    }));

interface OpenDocument {
  readonly environment: Scope;
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

/** Whether the documents of an environment hold the overrides of a scope. */
const belongsTo = (environment: Scope, scope: Scope): boolean =>
  scope.type === 'PROJECT'
    ? projectIdOf(environment) === scope.id
    : environment.id === environmentIdOf(scope);

const comparePlaces = (left: Scope, right: Scope): number =>
  compareText(left.project, right.project) ||
  compareText(left.environment ?? '', right.environment ?? '') ||
  compareText(left.id, right.id);

/** How manifests name places: by name if it is unique, else by UUID. */
interface Names {
  readonly project: (scope: Scope) => string;
  readonly environment: (scope: Scope) => string;
  readonly service: (scope: Scope) => string | null;
}

const createNames = ({ environments, services, byId }: DraftInput): Names => {
  const projects = collectIds(environments, ({ project }) => project, projectIdOf);
  const environmentNames = collectIds(environments, environmentName, ({ id }) => id);
  const serviceNames = collectIds(services, serviceName, ({ id }) => id);
  return {
    project: (scope) =>
      byId.project
        ? projectIdOf(scope)
        : nameOrId(scope.project, projects.get(scope.project), projectIdOf(scope)),
    environment: (scope) =>
      byId.environment
        ? scope.id
        : nameOrId(scope.environment ?? '', environmentNames.get(environmentName(scope)), scope.id),
    service: (scope) =>
      isServiceType(scope.type)
        ? nameOrId(scope.service ?? '', serviceNames.get(serviceName(scope)), scope.id)
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

const nameOrId = (name: string, ids: ReadonlySet<string> | undefined, id: string): string =>
  isNameable(name) && (ids?.size ?? 0) === 1 ? name : id;
