import type { RemoteSecret } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import type { WriteOperation } from '../../model/write.js';
import type { ApiRequest } from '../client/api-request.js';
import type { Patience } from '../client/patience.js';
import { secretRoutes } from './routes.js';
import { readSecret } from './secret-shape.js';

/** One write under way: what it is about, and what has been sent for it so far. */
export interface WriteTarget {
  readonly operation: WriteOperation;
  readonly scope: Scope;
  readonly patience: Patience;
  /** Marker times (seconds since 1970) by the description that was sent with them. */
  readonly sent: Map<string, number>;
}

/** Prepares a write; throws a `TypeError` for a change that no plan makes. */
export const createTarget = (operation: WriteOperation, patience: Patience): WriteTarget => {
  const { scope } = operation.change;
  if (scope === null) throw new TypeError('a change without a scope cannot be written');
  return { operation, scope, patience, sent: new Map() };
};

/** The request that creates the override. What is not managed is left out. */
export const createRequest = (target: WriteTarget, isStoppable: boolean): ApiRequest => {
  const { change } = target.operation;
  const routes = secretRoutes(target.scope);
  const parentId = needed(change.parentId);
  const interpolation = change.after?.enableInterpolationInFile ?? null;
  return {
    ...writeRequest(target, isStoppable),
    method: 'POST',
    path: routes.override(parentId),
    body: (markerTime) => ({
      value: needed(change.value).reveal(),
      ...routes.overrideFields,
      description: describe(target, markerTime),
      ...(interpolation === null ? {} : { enable_interpolation_in_file: interpolation }),
    }),
  };
};

/** The request that overwrites an override as a whole: the API takes whatever is left out as cleared. */
export const updateRequest = (target: WriteTarget, overrideId: string, isStoppable: boolean): ApiRequest => {
  const { change } = target.operation;
  return {
    ...writeRequest(target, isStoppable),
    method: 'PUT',
    path: secretRoutes(target.scope).secret(overrideId),
    body: (markerTime) => ({
      key: change.secretKey,
      value: needed(change.value).reveal(),
      description: describe(target, markerTime),
      enable_interpolation_in_file: change.after?.enableInterpolationInFile ?? null,
    }),
  };
};

/** The request that deletes an override. */
export const deleteRequest = (target: WriteTarget, overrideId: string, isStoppable: boolean): ApiRequest => ({
  ...writeRequest(target, isStoppable),
  method: 'DELETE',
  path: secretRoutes(target.scope).secret(overrideId),
  isExpected: () => true,
});

const writeRequest = (target: WriteTarget, isStoppable: boolean): Omit<ApiRequest, 'method' | 'path'> => {
  const { value } = target.operation.change;
  return {
    route: secretRoutes(target.scope).list,
    body: null,
    secrets: value === null ? [] : [value],
    isExpected: (json) => readSecret(json) !== null,
    isStoppable,
    signal: null,
    patience: target.patience,
  };
};

const describe = (target: WriteTarget, markerTime: number): string => {
  const description = target.operation.describe(markerTime);
  target.sent.set(description, markerTime);
  return description;
};

/** When what is listed was sent by this run (seconds since 1970); null when it was not. */
export const sentTime = (target: WriteTarget, secret: RemoteSecret): number | null =>
  target.sent.get(secret.description ?? '') ?? null;

const needed = <Value>(value: Value | null): Value => {
  if (value === null) throw new TypeError('a change lacks what its write needs');
  return value;
};
