/** Qovery's kinds of service, including those without secrets. */
export const SANDBOX_SERVICE_TYPES = [
  'APPLICATION',
  'CONTAINER',
  'JOB',
  'HELM',
  'TERRAFORM',
  'DATABASE',
  'ARGOCD_APP',
  'AGENTIC_WORKFLOW',
] as const;
/** One of `SANDBOX_SERVICE_TYPES`. */
export type SandboxServiceType = (typeof SANDBOX_SERVICE_TYPES)[number];

/** How the mock API treats one kind of service. Source: the API description. */
interface ServiceRules {
  /** Whether secrets can belong to it. */
  readonly holdsSecrets: boolean;
  /** Whether its secrets have their own routes, such as `/application/{id}/secret`, besides `/variable`. */
  readonly hasSecretRoutes: boolean;
  /** Whether the sandbox creates and deletes it on request. */
  readonly canBeCreated: boolean;
  /** Its list in `EnvironmentStatuses`; null where it is not listed. */
  readonly statusList: string | null;
  /** Its list in `DeployAllRequest`, and what its id is called there, null for a list of plain ids; null where it cannot be deployed. */
  readonly deploy: { readonly list: string; readonly idName: string | null } | null;
}

/** Everything that differs between the kinds of service on the server's side of the wire; `service-answers.ts` spells their settings. */
const SERVICE_RULES: Readonly<Record<SandboxServiceType, ServiceRules>> = {
  APPLICATION: {
    holdsSecrets: true,
    hasSecretRoutes: true,
    canBeCreated: true,
    statusList: 'applications',
    deploy: { list: 'applications', idName: 'application_id' },
  },
  CONTAINER: {
    holdsSecrets: true,
    hasSecretRoutes: true,
    canBeCreated: true,
    statusList: 'containers',
    deploy: { list: 'containers', idName: 'id' },
  },
  JOB: {
    holdsSecrets: true,
    hasSecretRoutes: true,
    canBeCreated: true,
    statusList: 'jobs',
    deploy: { list: 'jobs', idName: 'id' },
  },
  HELM: {
    holdsSecrets: true,
    hasSecretRoutes: false,
    canBeCreated: true,
    statusList: 'helms',
    deploy: { list: 'helms', idName: 'id' },
  },
  TERRAFORM: {
    holdsSecrets: true,
    hasSecretRoutes: false,
    canBeCreated: true,
    statusList: 'terraforms',
    deploy: { list: 'terraforms', idName: 'id' },
  },
  DATABASE: {
    holdsSecrets: false,
    hasSecretRoutes: false,
    canBeCreated: true,
    statusList: 'databases',
    deploy: { list: 'databases', idName: null },
  },
  ARGOCD_APP: {
    holdsSecrets: false,
    hasSecretRoutes: false,
    canBeCreated: false,
    statusList: null,
    deploy: null,
  },
  AGENTIC_WORKFLOW: {
    holdsSecrets: true,
    hasSecretRoutes: false,
    canBeCreated: false,
    statusList: 'agentic_workflows',
    deploy: null,
  },
};

/** The rules for one kind of service. */
export const rulesOf = (type: SandboxServiceType): ServiceRules => SERVICE_RULES[type];
