import type { Explanation } from './explanation.js';

/** Qovery's kinds of service that can carry secret overrides. */
export const SERVICE_TYPES = ['APPLICATION', 'CONTAINER', 'JOB', 'HELM', 'TERRAFORM'] as const;
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
};

/** The word for a scope type in manifests, addresses and messages, such as `application`. That of a service is its manifest property. */
export const scopeWord = (type: ScopeType): string => SCOPE_WORDS[type];

/** A scope that was found on Qovery. */
export interface Scope {
  /** Its level. */
  readonly type: ScopeType;
  /** UUID of the service, environment or project: what overrides of this scope hang on. */
  readonly id: string;
  /** UUID; null where manifests are written in UUIDs and nothing had to be looked up. */
  readonly organizationId: string | null;
  /** Name as Qovery spells it, or the UUID where no name had to be looked up; likewise below. */
  readonly project: string;
  /** UUID; null where nothing had to be looked up. */
  readonly projectId: string | null;
  /** Null at project scope. */
  readonly environment: string | null;
  /** UUID; null at project scope, or where nothing had to be looked up. */
  readonly environmentId: string | null;
  /** Null at project and environment scope. */
  readonly service: string | null;
}

/** What became of the names in one declared override. */
export type ScopeResolution =
  | {
      readonly kind: 'found';
      /** Where it lives. */
      readonly scope: Scope;
    }
  | (Explanation & {
      /** The code is such as `no-service` (see `findScopes`); the hint offers candidates. */
      readonly kind: 'missing';
    });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether text is a UUID, and so an id rather than a name. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** Whether a scope type is a service rather than an environment or a project. */
export const isServiceType = (type: ScopeType): type is ServiceType =>
  type !== 'PROJECT' && type !== 'ENVIRONMENT';

/**
 * Height in Qovery's hierarchy BUILT_IN > PROJECT > ENVIRONMENT > service, larger being higher;
 * null for a scope this version does not know, which is never managed.
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

/** Whether a manifest can hold a name as it is, and would not take it for a UUID. */
export const isPlainName = (name: string): boolean =>
  name.trim() !== '' && !/\p{Cc}/u.test(name) && !isUuid(name);

/** An environment, and every service in it that can carry secret overrides. */
export interface EnvironmentFound {
  /** At environment scope. */
  readonly environment: Scope;
  /** At service scope, by kind and name. */
  readonly services: readonly Scope[];
}

/** Names a scope in a sentence, such as `application checkout` or `project shop`. */
export const describePlace = ({ type, project, environment, service }: Scope): string =>
  `${scopeWord(type)} ${service ?? environment ?? project}`;

/** Tells environments apart, and projects: the id, however the manifests write it. Services go by their environment. */
export const placeKey = (scope: Scope): string =>
  scope.type === 'PROJECT'
    ? `project ${scope.id.toLowerCase()}`
    : `environment ${environmentIdOf(scope).toLowerCase()}`;

/** UUID of the environment that a scope is, or lies in; empty at project scope. */
export const environmentIdOf = (scope: Scope): string =>
  scope.environmentId ?? (scope.type === 'ENVIRONMENT' ? scope.id : (scope.environment ?? ''));

/** UUID of the project that a scope is, or lies in. */
export const projectIdOf = (scope: Scope): string =>
  scope.projectId ?? (scope.type === 'PROJECT' ? scope.id : scope.project);
