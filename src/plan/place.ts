import type { Scope } from '../model/scope.js';

/** Names a scope in a sentence, such as `application checkout` or `project shop`. */
export const describePlace = ({ type, project, environment, service }: Scope): string =>
  `${type.toLowerCase()} ${service ?? environment ?? project}`;

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
