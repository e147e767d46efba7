import type { RetryBudget } from '../../async/retry-budget.js';
import type { RemoteSecret } from '../../model/remote-secret.js';
import type { Scope } from '../../model/scope.js';
import type { WriteOperation } from '../../model/write.js';
import type { ApiRequest } from '../client/api-request.js';
import type { Client } from '../client/client.js';
import { secretRoutes, type SecretRoutes } from './routes.js';
import { readSecret } from './secret-shape.js';

/** One write under way, and what has been sent for it so far. */
export interface WriteTarget {
  readonly operation: WriteOperation;
  readonly scope: Scope;
  readonly retryBudget: RetryBudget;
  /** The routes of its scope, as they are now. */
  readonly routes: () => SecretRoutes;
  /** Marker times (seconds since 1970), by the description that contained them. */
  readonly sent: Map<string, number>;
}

/** Prepares a write; throws a `TypeError` for a change that no plan makes. */
export const createTarget = (
  operation: WriteOperation,
  { createRetryBudget, routes }: Pick<Client, 'createRetryBudget' | 'routes'>,
): WriteTarget => {
  const { scope } = operation.change;
  if (scope === null) throw new TypeError('a change without a scope cannot be written');
  return {
    operation,
    scope,
    retryBudget: createRetryBudget(),
    routes: () => secretRoutes(scope, routes.isOldGone()),
    sent: new Map(),
  };
};

/** The request that creates the override. Fields that the manifest does not manage are left out. */
export const createRequest = (target: WriteTarget, isInterruptible: boolean): ApiRequest<RemoteSecret> => {
  const { change } = target.operation;
  const routes = target.routes();
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
    path: target.routes().secret(overrideId),
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
  path: target.routes().secret(overrideId),
  parse: () => true,
});

const writeRequest = (
  target: WriteTarget,
  isInterruptible: boolean,
): Omit<ApiRequest<unknown>, 'method' | 'path' | 'parse'> => {
  const { value } = target.operation.change;
  return {
    route: target.routes().list,
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

/** Whether a listed entry is the override to create: from this run, or from another one with the same stack and value. */
export const isWritten = (target: WriteTarget, own: RemoteSecret): boolean =>
  own.overrides !== null && (sentTime(target, own) !== null || target.operation.isOurs(own));

/** The id of the override to change or delete. */
export const overrideIdOf = ({ operation }: WriteTarget): string => {
  const { overrideId } = operation.change;
  if (overrideId === null) throw new TypeError('an update or a delete needs the id of an override');
  return overrideId;
};

const needed = <Value>(value: Value | null): Value => {
  if (value === null) throw new TypeError('a change lacks what its write needs');
  return value;
};
