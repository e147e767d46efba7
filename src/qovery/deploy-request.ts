import { isServiceType, type Scope, type ServiceType } from '../model/scope.js';
import type { ApiRequest } from './api-request.js';
import { isRecord } from './json.js';
import type { Patience } from './patience.js';

/** Under which name a kind of service stands in the request, and what its id is called there. Source: API description, `DeployAllRequest`. */
const PARTS: Readonly<Record<ServiceType, { readonly list: string; readonly id: string }>> = {
  APPLICATION: { list: 'applications', id: 'application_id' },
  CONTAINER: { list: 'containers', id: 'id' },
  JOB: { list: 'jobs', id: 'id' },
  HELM: { list: 'helms', id: 'id' },
  TERRAFORM: { list: 'terraforms', id: 'id' },
};

/** Path of an environment's statuses. */
export const statusesPath = (environmentId: string): string =>
  `/environment/${encodeURIComponent(environmentId)}/statuses`;

/** The request that deploys services again in the version that they have. */
export const deployRequest = (
  environmentId: string,
  services: readonly Scope[],
  patience: Patience,
): ApiRequest => {
  const path = `/environment/${encodeURIComponent(environmentId)}/service/deploy`;
  const body = deployBody(services);
  return {
    method: 'POST',
    path,
    route: path,
    body: () => body,
    secrets: [],
    isExpected: isRecord,
    isStoppable: true,
    signal: null,
    patience,
  };
};

const deployBody = (services: readonly Scope[]): Readonly<Record<string, unknown>> => {
  const lists = new Map<string, object[]>();
  for (const { type, id } of services) {
    if (!isServiceType(type)) throw new TypeError(`a ${type} cannot be deployed`);
    const part = PARTS[type];
    const list = lists.get(part.list) ?? [];
    lists.set(part.list, [...list, { [part.id]: id }]);
  }
  return Object.fromEntries(lists);
};
