import { isUuid, SERVICE_TYPES, type ServiceType } from '../model/scope.js';
import type { Atlas } from './atlas.js';
import type { Named, ServiceEntry } from './directory.js';
import { matchName } from './match-name.js';
import { found, missing, pick, type Found } from './places.js';

/** A service as a manifest asks for it. */
export interface ServiceWanted {
  readonly type: ServiceType;
  /** Name or UUID. */
  readonly service: string;
  /** The environment that it should be in. */
  readonly environment: Named;
}

/** Finds a service by kind and name (or UUID); says so when it is of another kind, or in another environment. */
export const findService = (
  atlas: Atlas,
  { type, service, environment }: ServiceWanted,
): Found<ServiceEntry> => {
  const match = atlas.matchService(environment.id, type)(service);
  if (match.kind === 'one') return found(match.entry);
  const here = atlas.servicesOf(environment.id);
  const what = type.toLowerCase();
  if (match.kind === 'none') {
    const another = matchName(service, here);
    if (another.kind === 'one') return wrongKind(type, service, another.entry);
    const elsewhere = isUuid(service) ? matchName(service, atlas.services) : null;
    if (elsewhere?.kind === 'one') return wrongEnvironment(what, service, environment, elsewhere.entry);
  }
  const ofType = here.filter((entry) => entry.type === type);
  const picked = pick(service, ofType, { what, within: ` in environment ${environment.name}` });
  if (picked.kind === 'found') return picked;
  return { ...picked, code: match.kind === 'several' ? 'ambiguous-service' : 'no-service' };
};

const wrongKind = (type: ServiceType, service: string, entry: ServiceEntry): Found<never> => {
  const kind = entry.type.toLowerCase().replaceAll('_', ' ');
  const isKnown = (SERVICE_TYPES as readonly string[]).includes(entry.type);
  return missing(
    'wrong-kind',
    `${service} is not of kind ${type.toLowerCase()}: it is of kind ${kind}`,
    isKnown ? `write ${kind}: ${service}` : `a ${kind} has no secret overrides`,
  );
};

const wrongEnvironment = (
  what: string,
  service: string,
  environment: Named,
  entry: ServiceEntry,
): Found<never> =>
  missing(
    'wrong-environment',
    `${what} ${service} (${entry.name}) is not in environment ${environment.name}: it is in ${entry.project.name}/${entry.environment.name}`,
    'check the UUID, and the project and environment of the manifest',
  );
