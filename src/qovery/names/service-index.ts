import { obtain } from '../../model/obtain.js';
import type { Named, ServiceEntry } from './directory.js';
import { createMatchName, type MatchName } from './match-name.js';

/** The services of an organization by project and environment; projects and environments without services are not in it. */
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

/** Indexes services by project and environment once, so that a look-up does not search all of them. */
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
