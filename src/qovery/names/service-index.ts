import { obtain } from '../../model/obtain.js';
import type { Named, ServiceEntry } from './directory.js';
import { createMatchName, type MatchName } from './match-name.js';

/** An organization's services by the places that they lie in; what has no service is not on it. */
export interface ServiceIndex {
  readonly organizationId: string;
  readonly services: readonly ServiceEntry[];
  readonly projects: readonly Named[];
  readonly environmentsOf: (projectId: string) => readonly Named[];
  readonly servicesOf: (environmentId: string) => readonly ServiceEntry[];
  readonly matchProject: MatchName<Named>;
  readonly matchEnvironment: (projectId: string) => MatchName<Named>;
  /** Among services of one type, as the API spells it. */
  readonly matchService: (environmentId: string, type: string) => MatchName<ServiceEntry>;
}

/** Sorts services into projects and environments once, so that looking a name up does not walk through all of them. */
export const createServiceIndex = (
  organizationId: string,
  services: readonly ServiceEntry[],
): ServiceIndex => {
  const projects = new Map<string, Named>();
  const environments = new Map<string, Map<string, Named>>();
  const byEnvironment = new Map<string, ServiceEntry[]>();
  for (const service of services) {
    const { project, environment } = service;
    projects.set(project.id, project);
    obtain(environments, project.id, () => new Map<string, Named>()).set(environment.id, environment);
    obtain(byEnvironment, environment.id, () => []).push(service);
  }
  const environmentsOf = (projectId: string): readonly Named[] => [
    ...(environments.get(projectId)?.values() ?? []),
  ];
  const servicesOf = (environmentId: string): readonly ServiceEntry[] =>
    byEnvironment.get(environmentId) ?? [];
  const ofProject = new Map<string, MatchName<Named>>();
  const ofType = new Map<string, MatchName<ServiceEntry>>();
  return {
    organizationId,
    services,
    projects: [...projects.values()],
    environmentsOf,
    servicesOf,
    matchProject: createMatchName([...projects.values()]),
    matchEnvironment: (projectId) =>
      obtain(ofProject, projectId, () => createMatchName(environmentsOf(projectId))),
    matchService: (environmentId, type) =>
      obtain(ofType, `${environmentId} ${type}`, () =>
        createMatchName(servicesOf(environmentId).filter((service) => service.type === type)),
      ),
  };
};
