import type { RetryBudget } from '../../async/retry-budget.js';
import type { RemoteSecret } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import type { WriteOperation } from '../../model/write.js';
import type { ApiRequest } from '../client/api-request.js';
import { secretRoutes } from './routes.js';
import { readSecret } from './secret-shape.js';

/** One write under way, and what has been sent for it so far. */
export interface WriteTarget {
  readonly operation: WriteOperation;
  readonly scope: Scope;
  readonly retryBudget: RetryBudget;
  /** Marker times (seconds since 1970), by the description that contained them. */
  readonly sent: Map<string, number>;
}

/** Prepares a write; throws a `TypeError` for a change that no plan makes. */
export const createTarget = (operation: WriteOperation, retryBudget: RetryBudget): WriteTarget => {
  const { scope } = operation.change;
  if (scope === null) throw new TypeError('a change without a scope cannot be written');
  return { operation, scope, retryBudget, sent: new Map() };
};

/** The request that creates the override. Fields that the manifest does not manage are left out. */
export const createRequest = (target: WriteTarget, isInterruptible: boolean): ApiRequest<RemoteSecret> => {
  const { change } = target.operation;
  const routes = secretRoutes(target.scope);
  const parentId = needed(change.parentId);
  const interpolation = change.after?.enableInterpolationInFile ?? null;
  return {
    ...writeRequest(target, isInterruptible),
    method: 'POST',
    parse: readSecret,
    path: routes.override(parentId),
    body: (markerTime) => ({
      value: needed(change.value).reveal(),
      ...routes.overrideFields,
      description: describe(target, markerTime),
      ...(interpolation === null ? {} : { enable_interpolation_in_file: interpolation }),
    }),
  };
};

/** The request that replaces an override as a whole: the API clears every field that is left out. */
export const updateRequest = (
  target: WriteTarget,
  overrideId: string,
  isInterruptible: boolean,
): ApiRequest<RemoteSecret> => {
  const { change } = target.operation;
  return {
    ...writeRequest(target, isInterruptible),
    method: 'PUT',
    parse: readSecret,
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
export const deleteRequest = (
  target: WriteTarget,
  overrideId: string,
  isInterruptible: boolean,
): ApiRequest<true> => ({
  ...writeRequest(target, isInterruptible),
  method: 'DELETE',
  path: secretRoutes(target.scope).secret(overrideId),
  parse: () => true,
});

const writeRequest = (
  target: WriteTarget,
  isInterruptible: boolean,
): Omit<ApiRequest<unknown>, 'method' | 'path' | 'parse'> => {
  const { value } = target.operation.change;
  return {
    route: secretRoutes(target.scope).list,
    body: null,
    secrets: value === null ? [] : [value],
    isInterruptible,
    signal: null,
    retryBudget: target.retryBudget,
  };
};

const describe = (target: WriteTarget, markerTime: number): string => {
  const description = target.operation.describe(markerTime);
  target.sent.set(description, markerTime);
  return description;
};

/** The marker time (seconds since 1970) of a listed entry that this write sent; null for any other entry. */
export const sentTime = (target: WriteTarget, secret: RemoteSecret): number | null =>
  target.sent.get(secret.description ?? '') ?? null;

const needed = <Value>(value: Value | null): Value => {
  if (value === null) throw new TypeError('a change lacks what its write needs');
  return value;
};
