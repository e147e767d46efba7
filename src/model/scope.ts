import type { Explanation } from './explanation.js';

/** Qovery's service types that can have secret overrides. */
export const SERVICE_TYPES = [
  'APPLICATION',
  'CONTAINER',
  'JOB',
  'HELM',
  'TERRAFORM',
  'AGENTIC_WORKFLOW',
] as const;
/** One of `SERVICE_TYPES`. */
export type ServiceType = (typeof SERVICE_TYPES)[number];

/** Every level at which an override can live, as the API spells it. */
export const SCOPE_TYPES = ['PROJECT', 'ENVIRONMENT', ...SERVICE_TYPES] as const;
/** One of `SCOPE_TYPES`. */
export type ScopeType = (typeof SCOPE_TYPES)[number];

const SCOPE_WORDS: Readonly<Record<ScopeType, string>> = {
  PROJECT: 'project',
  ENVIRONMENT: 'environment',
  APPLICATION: 'application',
  CONTAINER: 'container',
  JOB: 'job',
  HELM: 'helm',
  TERRAFORM: 'terraform',
  AGENTIC_WORKFLOW: 'agenticWorkflow',
};

/** The word for a scope type in manifests, addresses and messages, such as `application`. For services, it is the manifest property. */
export const scopeWord = (type: ScopeType): string => SCOPE_WORDS[type];

/** A scope that was found on Qovery. */
export interface Scope {
  /** Its level. */
  readonly type: ScopeType;
  /** UUID of the service, environment or project. Overrides at this scope belong to it. */
  readonly id: string;
  /** UUID; null if manifests use UUIDs and nothing was looked up. */
  readonly organizationId: string | null;
  /** Name as Qovery spells it, or the UUID if no name was looked up. This also holds for the names below. */
  readonly project: string;
  /** UUID; null if nothing was looked up. */
  readonly projectId: string | null;
  /** Null at project scope. */
  readonly environment: string | null;
  /** UUID; null at project scope, or if nothing was looked up. */
  readonly environmentId: string | null;
  /** Null at project and environment scope. */
  readonly service: string | null;
}

/** The result of resolving the names in one declared override. */
export type ScopeResolution =
  | {
      readonly kind: 'found';
      /** The scope of the override. */
      readonly scope: Scope;
    }
  | (Explanation & {
      /** Its code is, for example, `no-service` (see `findScopes`), and its hint suggests candidates. */
      readonly kind: 'missing';
    });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether text is a UUID, and therefore an id rather than a name. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** Whether the API can redeploy a service of this type on request. Its `DeployAllRequest` has no list for agentic workflows. */
export const isRedeployable = (type: ScopeType): boolean =>
  isServiceType(type) && type !== 'AGENTIC_WORKFLOW';

/** Whether a scope type is a service rather than an environment or a project. */
export const isServiceType = (type: ScopeType): type is ServiceType =>
  type !== 'PROJECT' && type !== 'ENVIRONMENT';

/**
 * Height in Qovery's hierarchy BUILT_IN > PROJECT > ENVIRONMENT > service; a larger number is higher.
 * Null for a scope that this version does not know, which is never managed.
 */
export const scopeHeight = (scope: string): number | null => {
  switch (scope) {
    case 'BUILT_IN':
      return 3;
    case 'PROJECT':
      return 2;
    case 'ENVIRONMENT':
      return 1;
    default:
      return (SERVICE_TYPES as readonly string[]).includes(scope) ? 0 : null;
  }
};

/** Whether a manifest can contain a name as is, without reading it as a UUID. */
export const isPlainName = (name: string): boolean =>
  name.trim() !== '' && !/\p{Cc}/u.test(name) && !isUuid(name);

/** An environment, and every service in it that can have secret overrides. */
export interface EnvironmentFound {
  /** At environment scope. */
  readonly environment: Scope;
  /** At service scope, sorted by type and name. */
  readonly services: readonly Scope[];
}

/** Describes a scope for use in a sentence, such as `application checkout` or `project shop`. */
export const describePlace = ({ type, project, environment, service }: Scope): string =>
  `${scopeWord(type)} ${service ?? environment ?? project}`;

/** Describes the level of something that a scope sees, as the API spells it, such as `application checkout` or `project scope`. */
export const describeLevel = (level: string, scope: Scope): string => {
  if (level === scope.type) return describePlace(scope);
  if (level === 'BUILT_IN') return 'a higher scope, made by Qovery';
  const type = SCOPE_TYPES.find((known) => known === level);
  return type === undefined ? 'another scope' : `${scopeWord(type)} scope`;
};

/** Identifies an environment or a project by its id, in lower case. A service gives the key of its environment. */
export const placeKey = (scope: Scope): string =>
  scope.type === 'PROJECT'
    ? `project ${scope.id.toLowerCase()}`
    : `environment ${environmentIdOf(scope).toLowerCase()}`;

/** UUID of the environment that a scope is or belongs to; empty at project scope. */
export const environmentIdOf = (scope: Scope): string =>
  scope.environmentId ?? (scope.type === 'ENVIRONMENT' ? scope.id : (scope.environment ?? ''));

/** UUID of the project that a scope is or belongs to. */
export const projectIdOf = (scope: Scope): string =>
  scope.projectId ?? (scope.type === 'PROJECT' ? scope.id : scope.project);
