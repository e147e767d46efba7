import { isServiceType, type Scope, type ScopeType } from '../../model/scope.js';
import { SERVICE_WIRE } from '../service-wire.js';

/** The paths for the secrets of one scope, and what the body of a new override must say about the scope. */
export interface SecretRoutes {
  /** Path that lists the scope's own and inherited secrets; also the route for `Client.request`. */
  readonly list: string;
  /** Path that creates an override of a secret. */
  readonly override: (parentId: string) => string;
  /** Path of one secret, to change or delete it. */
  readonly secret: (secretId: string) => string;
  /** Fields of a new override besides value and metadata. */
  readonly overrideFields: Readonly<Record<string, string>>;
}

/** The API's word for a scope in its paths; null where it has only the general `/variable` routes. */
const segmentOf = (type: ScopeType): string | null =>
  isServiceType(type) ? SERVICE_WIRE[type].secretSegment : type.toLowerCase();

/** Whether a kind of scope has routes under `/secret`. */
export const hasOldRoutes = ({ type }: Pick<Scope, 'type'>): boolean => segmentOf(type) !== null;

/** The routes of a scope: `/secret` below its kind, or `/variable` where the kind has none or those are gone. Source: the API description. */
export const secretRoutes = (scope: Pick<Scope, 'type' | 'id'>, isOldGone: boolean): SecretRoutes => {
  const segment = isOldGone ? null : segmentOf(scope.type);
  return segment === null ? variableRoutes(scope) : ownRoutes(segment, scope.id);
};

const ownRoutes = (segment: string, scopeId: string): SecretRoutes => {
  const list = `/${segment}/${encodeURIComponent(scopeId)}/secret`;
  const secret = (secretId: string): string => `${list}/${encodeURIComponent(secretId)}`;
  return { list, secret, override: (parentId) => `${secret(parentId)}/override`, overrideFields: {} };
};

const variablePath = (id: string): string => `/variable/${encodeURIComponent(id)}`;

/** Path that lists everything that a scope has or inherits: secrets, plain variables, external secrets and aliases. */
export const everyKindRoute = (scope: Pick<Scope, 'type' | 'id'>): string =>
  `/variable?parent_id=${encodeURIComponent(scope.id)}&scope=${scope.type}`;

const variableRoutes = (scope: Pick<Scope, 'type' | 'id'>): SecretRoutes => {
  return {
    list: `${everyKindRoute(scope)}&is_secret=true`,
    secret: variablePath,
    override: (parentId) => `${variablePath(parentId)}/override`,
    overrideFields: { override_scope: scope.type, override_parent_id: scope.id },
  };
};
