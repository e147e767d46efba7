import {
  AccountInfoApi,
  APIVariableScopeEnum,
  ApplicationSecretApi,
  Configuration,
  ContainerSecretApi,
  EnvironmentActionsApi,
  EnvironmentMainCallsApi,
  EnvironmentSecretApi,
  EnvironmentsApi,
  JobSecretApi,
  OrganizationEventApi,
  OrganizationMainCallsApi,
  ProjectMainCallsApi,
  ProjectSecretApi,
  ProjectsApi,
  VariableMainCallsApi,
  type Key,
  type Secret,
  type SecretEditRequest,
  type SecretRequest,
  type Value,
} from 'qovery-typescript-axios';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../src/sandbox/http/api.js';
import type { SandboxExchange } from '../../src/sandbox/http/exchange.js';
import type { Sandbox } from '../../src/sandbox/http/server.js';
import { SERVICE_ROUTES } from '../../src/sandbox/routes/service-routes.js';
import { createConformance } from './openapi.js';
import { startWorld } from '../support/worlds/index.js';

/** Everything that any test below sent and got. */
const exchanges: SandboxExchange[] = [];
let sandbox: Sandbox;
let config: Configuration;

beforeAll(async () => {
  sandbox = await startWorld({ observe: (exchange) => exchanges.push(exchange), limit: null });
  config = new Configuration({ basePath: sandbox.url, apiKey: 'Token any' });
});

afterAll(() => sandbox.close());

const idOf = async (name: string): Promise<string> => {
  const organizations = await new OrganizationMainCallsApi(config).listOrganization();
  const id = organizations.data.results?.[0]?.id ?? '';
  if (name === 'Acme') return id;
  const projects = (await new ProjectsApi(config).listProject(id)).data.results ?? [];
  const project = projects.find((candidate) => candidate.name === name);
  if (project !== undefined) return project.id;
  const environments = (await new OrganizationMainCallsApi(config).listEnvironmentsByOrganizationId(id)).data
    .results;
  const environment = environments?.find((candidate) => candidate.name === name);
  if (environment !== undefined) return environment.id;
  const inside = (
    await new EnvironmentMainCallsApi(config).listServicesByEnvironmentId(environments?.[0]?.id ?? '')
  ).data;
  return inside.results?.find((candidate) => 'name' in candidate && candidate.name === name)?.id ?? '';
};

/** The same six operations, which the client has under another name for each family. */
interface Family {
  readonly list: (id: string) => Promise<{ data: { results?: Secret[] } }>;
  readonly create: (id: string, body: SecretRequest) => Promise<{ data: Secret }>;
  readonly edit: (id: string, secretId: string, body: SecretEditRequest) => Promise<{ data: Secret }>;
  readonly remove: (id: string, secretId: string) => Promise<{ status: number }>;
  readonly override: (id: string, secretId: string, body: Value) => Promise<{ data: Secret }>;
  readonly alias: (id: string, secretId: string, body: Key) => Promise<{ data: Secret }>;
}

const families = (): Readonly<Record<string, Family>> => {
  const project = new ProjectSecretApi(config);
  const environment = new EnvironmentSecretApi(config);
  const application = new ApplicationSecretApi(config);
  const container = new ContainerSecretApi(config);
  const job = new JobSecretApi(config);
  return {
    shop: {
      list: (id) => project.listProjectSecrets(id),
      create: (id, body) => project.createProjectSecret(id, body),
      edit: (id, secretId, body) => project.editProjectSecret(id, secretId, body),
      remove: (id, secretId) => project.deleteProjectSecret(id, secretId),
      override: (id, secretId, body) => project.createProjectSecretOverride(id, secretId, body),
      alias: (id, secretId, body) => project.createProjectSecretAlias(id, secretId, body),
    },
    production: {
      list: (id) => environment.listEnvironmentSecrets(id),
      create: (id, body) => environment.createEnvironmentSecret(id, body),
      edit: (id, secretId, body) => environment.editEnvironmentSecret(id, secretId, body),
      remove: (id, secretId) => environment.deleteEnvironmentSecret(id, secretId),
      override: (id, secretId, body) => environment.createEnvironmentSecretOverride(id, secretId, body),
      alias: (id, secretId, body) => environment.createEnvironmentSecretAlias(id, secretId, body),
    },
    fresh: {
      list: (id) => application.listApplicationSecrets(id),
      create: (id, body) => application.createApplicationSecret(id, body),
      edit: (id, secretId, body) => application.editApplicationSecret(id, secretId, body),
      remove: (id, secretId) => application.deleteApplicationSecret(id, secretId),
      override: (id, secretId, body) => application.createApplicationSecretOverride(id, secretId, body),
      alias: (id, secretId, body) => application.createApplicationSecretAlias(id, secretId, body),
    },
    worker: {
      list: (id) => container.listContainerSecrets(id),
      create: (id, body) => container.createContainerSecret(id, body),
      edit: (id, secretId, body) => container.editContainerSecret(id, secretId, body),
      remove: (id, secretId) => container.deleteContainerSecret(id, secretId),
      override: (id, secretId, body) => container.createContainerSecretOverride(id, secretId, body),
      alias: (id, secretId, body) => container.createContainerSecretAlias(id, secretId, body),
    },
    cron: {
      list: (id) => job.listJobSecrets(id),
      create: (id, body) => job.createJobSecret(id, body),
      edit: (id, secretId, body) => job.editJobSecret(id, secretId, body),
      remove: (id, secretId) => job.deleteJobSecret(id, secretId),
      override: (id, secretId, body) => job.createJobSecretOverride(id, secretId, body),
      alias: (id, secretId, body) => job.createJobSecretAlias(id, secretId, body),
    },
  };
};

describe('the official client reads names', () => {
  it('lists organizations, projects, environments and services', async () => {
    const organizationId = await idOf('Acme');
    const organization = await new OrganizationMainCallsApi(config).getOrganization(organizationId);
    expect(organization.data.name).toBe('Acme');
    expect((await new ProjectMainCallsApi(config).getProject(await idOf('shop'))).data.name).toBe('shop');
    const listed = await new EnvironmentsApi(config).listEnvironment(await idOf('shop'));
    expect(listed.data.results?.map(({ name, mode }) => [name, mode])).toEqual([
      ['production', 'PRODUCTION'],
    ]);
    const environment = await new EnvironmentMainCallsApi(config).getEnvironment(await idOf('production'));
    expect(environment.data.name).toBe('production');
    expect((await new AccountInfoApi(config).getAccountInformation()).data.nickname).toBe('sandbox');
  });

  it('lists the services of an organization, narrowed down', async () => {
    const api = new OrganizationMainCallsApi(config);
    const organizationId = await idOf('Acme');
    const all = (await api.listServicesByOrganizationId(organizationId)).data.results;
    expect(all).toHaveLength(10);
    const environmentId = await idOf('production');
    const narrowed = await api.listServicesByOrganizationId(organizationId, undefined, environmentId);
    expect(narrowed.data).toEqual({ results: all });
    const elsewhere = await api.listServicesByOrganizationId(organizationId, environmentId);
    expect(elsewhere.data.results).toEqual([]);
  });

  it('gets every kind of service', async () => {
    const services = await new EnvironmentMainCallsApi(config).listServicesByEnvironmentId(
      await idOf('production'),
    );
    expect(services.data.results?.map((service) => service.service_type)).toEqual([
      'APPLICATION',
      'CONTAINER',
      'JOB',
      'JOB',
      'HELM',
      'TERRAFORM',
      'DATABASE',
      'ARGOCD_APP',
      'AGENTIC_WORKFLOW',
      'APPLICATION',
    ]);
  });
});

describe.each(['shop', 'production', 'fresh', 'worker', 'cron'])(
  'the official client and secrets of %s',
  (name) => {
    it('creates, lists, edits, aliases and deletes one', async () => {
      const id = await idOf(name);
      const family = families()[name];
      if (family === undefined) throw new Error('no such family');
      const { data: created } = await family.create(id, {
        key: `NEW_${name}`,
        value: 'first-value',
        description: 'A new one',
        mount_path: '/etc/new',
        enable_interpolation_in_file: true,
      });
      expect(created).toMatchObject({ key: `NEW_${name}`, variable_type: 'FILE', description: 'A new one' });
      await family.edit(id, created.id, { key: `NEW_${name}`, value: 'second-value' });
      expect(sandbox.valueOf(created.id)).toBe('second-value');
      const { data: alias } = await family.alias(id, created.id, { key: `ALIAS_${name}` });
      expect(alias.aliased_secret).toMatchObject({ id: created.id, mount_path: '/etc/new' });
      const keys = (await family.list(id)).data.results?.map((secret) => secret.key);
      expect(keys).toEqual(expect.arrayContaining([`NEW_${name}`, `ALIAS_${name}`]));
      expect((await family.remove(id, created.id)).status).toBe(204);
      expect(sandbox.secrets().some((secret) => [created.id, alias.id].includes(secret.id))).toBe(false);
    });

    it('overrides one of a higher scope, or is told that there is none', async () => {
      const id = await idOf(name);
      const family = families()[name];
      if (family === undefined) throw new Error('no such family');
      const inherited = (await family.list(id)).data.results?.find((secret) => secret.key === 'DATABASE_URL');
      const attempt = family.override(id, inherited?.id ?? '', { value: 'over', description: null });
      if (name === 'shop') {
        await expect(attempt).rejects.toMatchObject({ response: { status: 400 } });
        return;
      }
      const { data: override } = await attempt;
      expect(override.overridden_secret).toMatchObject({
        id: inherited?.id,
        key: 'DATABASE_URL',
        mount_path: '',
      });
      expect(override).toMatchObject({ scope: expect.any(String) as string, variable_type: 'OVERRIDE' });
      await expect(family.override(id, inherited?.id ?? '', { value: 'again' })).rejects.toMatchObject({
        response: { status: 409 },
      });
      await expect(family.edit(id, override.id, { key: 'OTHER_KEY' })).rejects.toMatchObject({
        response: { status: 400 },
      });
      await family.remove(id, override.id);
    });
  },
);

describe.each([
  ['chart', APIVariableScopeEnum.HELM],
  ['infra', APIVariableScopeEnum.TERRAFORM],
  ['checkout', APIVariableScopeEnum.APPLICATION],
  ['production', APIVariableScopeEnum.ENVIRONMENT],
])('the official client and variables of %s', (name, scope) => {
  it('creates, lists, overrides, aliases, edits and deletes them', async () => {
    const api = new VariableMainCallsApi(config);
    const parentId = await idOf(name);
    const created = await api.createVariable({
      key: `VARIABLE_${name}`,
      value: 'variable-value',
      is_secret: true,
      variable_scope: scope,
      variable_parent_id: parentId,
    });
    expect(created.data).toMatchObject({ value: null, is_secret: true, scope });
    const listed = (await api.listVariables(parentId, scope, true)).data.results ?? [];
    expect(listed.every((variable) => variable.is_secret && variable.value === null)).toBe(true);
    const inherited = listed.find((variable) => variable.key === 'TLS_CERT');
    const override = await api.createVariableOverride(inherited?.id ?? '', {
      value: 'variable-override',
      override_scope: scope,
      override_parent_id: parentId,
    });
    expect(override.data.overridden_variable).toMatchObject({ key: 'TLS_CERT', mount_path: '/etc/tls.pem' });
    const alias = await api.createVariableAlias(created.data.id, {
      key: `VARIABLE_ALIAS_${name}`,
      alias_scope: scope,
      alias_parent_id: parentId,
    });
    expect(alias.data.aliased_variable?.id).toBe(created.data.id);
    const edited = await api.editVariable(created.data.id, { key: `VARIABLE_${name}`, value: 'edited' });
    expect(sandbox.valueOf(edited.data.id)).toBe('edited');
    await expect(api.editVariable(alias.data.id, { key: 'X', value: 'no' })).rejects.toMatchObject({
      response: { status: 400 },
    });
    await api.deleteVariable(override.data.id);
    await api.deleteVariable(created.data.id);
    expect(sandbox.valueOf(alias.data.id)).toBeNull();
  });

  it('gives the values of plain variables only', async () => {
    const all = await new VariableMainCallsApi(config).listVariables(await idOf(name), scope);
    const values = all.data.results?.filter((variable) => variable.value !== null);
    expect(values?.map(({ key, value }) => [key, value])).toEqual([['LOG_LEVEL', 'info']]);
  });
});

describe('the official client builds a small world', () => {
  it('creates, edits and deletes an organization, a project and an environment', async () => {
    const organization = await new OrganizationMainCallsApi(config).createOrganization({
      name: 'Second',
      plan: 'TEAM_2025',
    });
    const project = await new ProjectsApi(config).createProject(organization.data.id, { name: 'blog' });
    await new ProjectMainCallsApi(config).editProject(project.data.id, { name: 'journal' });
    await expect(
      new ProjectsApi(config).createProject(organization.data.id, { name: 'JOURNAL' }),
    ).rejects.toMatchObject({ response: { status: 409 } });
    const api = new EnvironmentMainCallsApi(config);
    const environment = await new EnvironmentsApi(config).createEnvironment(project.data.id, { name: 'dev' });
    const edited = await api.editEnvironment(environment.data.id, { name: 'staging', mode: 'STAGING' });
    expect(edited.data).toMatchObject({ name: 'staging', mode: 'STAGING' });
    const secret = await new EnvironmentSecretApi(config).createEnvironmentSecret(environment.data.id, {
      key: 'K',
    });
    await api.deleteEnvironment(environment.data.id);
    expect(sandbox.valueOf(secret.data.id)).toBeNull();
    await new ProjectMainCallsApi(config).deleteProject(project.data.id);
    await expect(new ProjectMainCallsApi(config).getProject(project.data.id)).rejects.toMatchObject({
      response: { status: 404 },
    });
  });
});

describe('the official client deploys and asks who did what', () => {
  it('sees a deployment run and end', async () => {
    const environmentId = await idOf('production');
    const checkout = await idOf('checkout');
    const statuses = async (): Promise<{ state: string; last_deployment_date?: string } | undefined> =>
      (
        await new EnvironmentMainCallsApi(config).getEnvironmentStatuses(environmentId)
      ).data.applications.find(({ id }) => id === checkout);
    const before = await statuses();
    await new EnvironmentActionsApi(config).deployAllServices(environmentId, {
      applications: [{ application_id: checkout }],
    });
    expect(await statuses()).toMatchObject({
      state: 'DEPLOYING',
      last_deployment_date: before?.last_deployment_date,
    });
    sandbox.advance(10_000);
    const after = await statuses();
    expect(after?.state).toBe('DEPLOYED');
    expect(Date.parse(after?.last_deployment_date ?? '')).toBe(sandbox.now());
  });

  it('reads the event log in pages, newest first', async () => {
    const api = new OrganizationEventApi(config);
    const organizationId = await idOf('Acme');
    const first = (await api.getOrganizationEvents(organizationId, 3)).data;
    expect(first.events).toHaveLength(3);
    expect(first.links?.previous).toBeUndefined();
    const token = new URL(first.links?.next ?? '').searchParams.get('continueToken') ?? '';
    const second = (await api.getOrganizationEvents(organizationId, 3, undefined, undefined, token)).data;
    const times = [...(first.events ?? []), ...(second.events ?? [])].map((event) => event.timestamp ?? '');
    expect(times).toEqual(times.toSorted().toReversed());
    expect(new Set(times).size).toBe(6);
  });
});

describe('everything the sandbox serves', () => {
  it.each(
    ROUTES.filter((route) => !SERVICE_ROUTES.includes(route)).map(({ method, path }) => `${method} ${path}`),
  )('the client drove %s', (operation) => {
    const pattern = new RegExp(`^${operation.replaceAll(/\{\w+\}/g, '[0-9a-f-]{36}')}$`);
    expect(exchanges.some(({ method, path }) => pattern.test(`${method} ${path}`))).toBe(true);
  });
});

describe.skipIf(createConformance() === null)('against the official API description', () => {
  it('every exchange above conforms', () => {
    const conformance = createConformance();
    const problems = exchanges.flatMap((exchange) => conformance?.check(exchange) ?? []);
    expect([...new Set(problems)]).toEqual([]);
    expect(exchanges.length).toBeGreaterThan(100);
  });
});
