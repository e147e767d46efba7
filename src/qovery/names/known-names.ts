import type { ServiceStatus } from '../../model/deployment.js';
import { compareText } from '../../model/location.js';
import type { Scope } from '../../model/scope.js';
import type { Client } from '../client/client.js';
import { directoryOf } from './directory.js';

/**
 * Names services of the environment of `neighbour`, sorted by type and name. It uses the list of services only if this run has already
 * requested it, so it costs no request; a service that is not on it keeps its UUID as its name.
 */
export const nameKnownServices = async (
  client: Client,
  neighbour: Scope,
  statuses: readonly Pick<ServiceStatus, 'id' | 'type'>[],
): Promise<readonly Scope[]> => {
  const { organizationId } = neighbour;
  const known = organizationId === null ? null : await directoryOf(client).knownServices(organizationId);
  const names = new Map((known ?? []).map(({ id, name }) => [id, name]));
  return statuses
    .map(({ id, type }): Scope => ({ ...neighbour, id, type, service: names.get(id) ?? id }))
    .toSorted(
      (left, right) =>
        compareText(left.type, right.type) ||
        compareText(left.service ?? '', right.service ?? '') ||
        compareText(left.id, right.id),
    );
};
