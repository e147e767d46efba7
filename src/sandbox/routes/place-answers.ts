import { environmentsOf } from '../world/places.js';
import type { Environment, Organization, Project, Service, World } from '../world/world.js';
import { formatApiTime } from '../world/time.js';

type Fields = Readonly<Record<string, unknown>>;

/** UUID of the account that owns every token of the sandbox. */
export const OWNER_ID = '5a4d0b0c-0000-4000-8000-000000000001';

/** Renders an organization. Source: API description, `Organization`. */
export const answerOrganization = (organization: Organization): Fields => ({
  ...base(organization),
  name: organization.name,
  description: organization.description,
  plan: organization.plan,
  owner: OWNER_ID,
  organization_plan: { plan: organization.plan, audit_logs_retention_in_days: 90 },
});

/** Renders a project. Source: API description, `Project`. */
export const answerProject = (world: World, project: Project): Fields => ({
  ...base(project),
  name: project.name,
  ...(project.description === null ? {} : { description: project.description }),
  associated_environments_count: environmentsOf(world, project.id).length,
  organization: { id: project.organizationId },
});

/** Renders an environment. Source: API description, `Environment`. */
export const answerEnvironment = (world: World, environment: Environment): Fields => ({
  ...answerEnvironmentOfOrganization(world, environment),
  cloud_provider: { provider: 'AWS', cluster: 'sandbox' },
  cluster_id: environment.clusterId,
  cluster_name: 'sandbox',
  expires_at: null,
});

/** Renders an environment in the list of an organization. Source: API description, `OrganizationEnvironmentResponse`. */
export const answerEnvironmentOfOrganization = (world: World, environment: Environment): Fields => ({
  ...base(environment),
  name: environment.name,
  organization: { id: world.projects.get(environment.projectId)?.organizationId },
  project: { id: environment.projectId },
  mode: environment.mode,
});

/** Renders a service in the list of an organization. Source: API description, `ServiceLightResponse`. */
export const answerServiceLight = (project: Project, environment: Environment, service: Service): Fields => ({
  id: service.id,
  name: service.name,
  description: service.description,
  icon_uri: iconUri(service),
  service_type: service.type,
  project_id: project.id,
  project_name: project.name,
  environment_id: environment.id,
  environment_name: environment.name,
  cluster_id: environment.clusterId,
  ...(service.jobType === null ? {} : { job_type: service.jobType }),
});

/** Address of the icon that the console shows. */
export const iconUri = (service: Service): string => `app://qovery-console/${service.type.toLowerCase()}`;

/** Renders the fields at the start of every answer. Source: API description, `Base`. */
export const base = (stored: {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number | null;
}): Fields => ({
  id: stored.id,
  created_at: formatApiTime(stored.createdAt),
  ...(stored.updatedAt === null ? {} : { updated_at: formatApiTime(stored.updatedAt) }),
});
