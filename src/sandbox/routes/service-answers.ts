import { base, iconUri } from './place-answers.js';
import { stableId } from '../world/stable-id.js';
import type { Environment, Service } from '../world/world.js';

type Fields = Readonly<Record<string, unknown>>;

/** Renders a service with the settings that its type requires. Source: API description, `Application`, `ContainerResponse` and so on. */
export const answerService = (environment: Environment, service: Service): Fields => {
  const common = {
    ...base(service),
    environment: { id: service.environmentId },
    name: service.name,
    description: service.description,
    icon_uri: iconUri(service),
    service_type: service.type,
  };
  switch (service.type) {
    case 'APPLICATION':
      return { ...common, healthchecks: {}, auto_preview: true, auto_deploy: false };
    case 'CONTAINER':
      return {
        ...common,
        ...RESOURCES,
        ...image(service),
        min_running_instances: 1,
        max_running_instances: 1,
        healthchecks: {},
        auto_preview: false,
      };
    case 'JOB':
      return {
        ...common,
        ...RESOURCES,
        auto_preview: false,
        source: { image: image(service) },
        healthchecks: {},
        job_type: service.jobType,
        schedule:
          service.jobType === 'CRON'
            ? { cronjob: { timezone: 'Etc/UTC', scheduled_at: '0 4 * * *' } }
            : { on_start: {}, lifecycle_type: 'GENERIC' },
      };
    case 'HELM':
      return {
        ...common,
        auto_preview: false,
        auto_deploy: false,
        source: { repository: chart(service) },
        arguments: [],
        allow_cluster_wide_resources: false,
        values_override: {},
      };
    case 'TERRAFORM':
      return { ...common, ...TERRAFORM };
    case 'DATABASE':
      return { ...common, type: 'POSTGRESQL', version: '16', mode: 'CONTAINER' };
    case 'ARGOCD_APP': {
      const { description: _none, ...rest } = common;
      return {
        ...rest,
        namespace: 'argocd',
        environment_id: environment.id,
        cluster_id: environment.clusterId,
      };
    }
    case 'AGENTIC_WORKFLOW':
      return {
        ...common,
        ...WORKFLOW,
        slug: service.id,
        webhook: { url: `https://sandbox.invalid/${service.id}` },
      };
  }
};

const RESOURCES = { maximum_cpu: 2000, maximum_memory: 4096, maximum_gpu: 0, cpu: 250, memory: 256, gpu: 0 };

const image = (service: Service): Fields => ({
  image_name: 'sandbox/image',
  tag: '1.0.0',
  registry: {
    id: stableId('registry', service.id),
    name: 'sandbox',
    url: 'https://registry.sandbox.invalid',
    kind: 'GENERIC_CR',
  },
});

const chart = (service: Service): Fields => ({
  chart_name: 'sandbox',
  chart_version: '1.0.0',
  repository: {
    id: stableId('chart', service.id),
    name: 'sandbox',
    url: 'https://charts.sandbox.invalid',
  },
});

const TERRAFORM = {
  timeout_sec: 600,
  auto_deploy: false,
  terraform_variables_source: { tf_var_file_paths: [], tf_vars: [] },
  engine: 'TERRAFORM',
  backend: { kubernetes: {} },
  provider_version: { explicit_version: '1.9.7' },
  job_resources: { cpu_milli: 500, ram_mib: 512, gpu: 0, storage_gib: 1 },
  use_cluster_credentials: false,
  action_extra_arguments: {},
};

const WORKFLOW = {
  webhook_ip_allowlist: [],
  docker_fragment: '',
  enabled: true,
  mcp: '',
  mcp_server_ids: [],
  outputs: [],
  model: { type: 'CLAUDE', settings: '{}' },
  project_repositories: [],
  agent_prompt: '',
  governance: { host_allowlist: [] },
  resources: { cpu_milli: 1000, ram_mib: 1024, gpu: 0, storage_gib: 0 },
};
