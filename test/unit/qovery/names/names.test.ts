import { describe, expect, it } from 'vitest';
import { findEnvironments } from '../../../../src/qovery/names/environments.js';
import { findScopes, type ScopeWanted } from '../../../../src/qovery/names/names.js';
import { createRig, serve, type Reply, type ScriptedServer } from '../support.js';
import { uuidOf } from '../../../support/worlds/index.js';

const ACME = { id: uuidOf(1), name: 'Acme' };
const SHOP = { id: uuidOf(10), name: 'shop' };
const EMPTY = { id: uuidOf(11), name: 'empty' };
const PRODUCTION = { id: uuidOf(20), name: 'production' };
const STAGING = { id: uuidOf(21), name: 'staging' };
const BARE = { id: uuidOf(22), name: 'bare' };

const service = (
  id: string,
  name: string,
  type: string,
  environment = PRODUCTION,
): Readonly<Record<string, unknown>> => ({
  id,
  name,
  service_type: type,
  project_id: SHOP.id,
  project_name: SHOP.name,
  environment_id: environment.id,
  environment_name: environment.name,
});

const SERVICES = [
  service(uuidOf(100), 'checkout', 'APPLICATION'),
  service(uuidOf(101), 'Checkout', 'APPLICATION'),
  service(uuidOf(102), 'worker', 'CONTAINER'),
  service(uuidOf(103), 'twin', 'JOB'),
  service(uuidOf(104), 'twin', 'JOB'),
  service(uuidOf(105), 'postgres', 'DATABASE'),
  service(uuidOf(106), 'agent', 'AGENTIC_WORKFLOW'),
  service(uuidOf(107), 'checkout', 'APPLICATION', STAGING),
];

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/organization': [ACME],
  [`/organization/${ACME.id}/services`]: SERVICES,
  [`/organization/${ACME.id}/environments`]: [PRODUCTION, STAGING, BARE].map(({ id, name }) => ({
    id,
    name,
    project: { id: SHOP.id },
  })),
  [`/organization/${ACME.id}/project`]: [SHOP, EMPTY],
};

const serveNames = (more: Readonly<Record<string, unknown>> = {}): Promise<ScriptedServer> =>
  serve(({ path }): Reply => {
    const results = { ...ANSWERS, ...more }[path];
    return results === undefined ? { status: 404 } : { json: { results } };
  });

const wanted = (overrides: Partial<ScopeWanted> = {}): ScopeWanted => ({
  organization: 'Acme',
  project: 'shop',
  environment: 'production',
  scopeType: 'APPLICATION',
  service: 'checkout',
  ...overrides,
});

const find = async (server: ScriptedServer, ...all: readonly ScopeWanted[]): Promise<readonly unknown[]> =>
  findScopes(createRig(server.url).client, all);

const CHECKOUT = {
  kind: 'found',
  scope: {
    type: 'APPLICATION',
    id: uuidOf(100),
    organizationId: ACME.id,
    project: 'shop',
    projectId: SHOP.id,
    environment: 'production',
    environmentId: PRODUCTION.id,
    service: 'checkout',
  },
};

describe('findScopes', () => {
  it('finds all in two calls, in the order asked for', async () => {
    const server = await serveNames();
    const scopes = await find(
      server,
      wanted(),
      wanted({ scopeType: 'CONTAINER', service: 'worker' }),
      wanted({ scopeType: 'ENVIRONMENT', service: null }),
      wanted({ scopeType: 'PROJECT', environment: null, service: null }),
      wanted({ environment: 'staging' }),
    );
    expect(scopes[0]).toEqual(CHECKOUT);
    expect(scopes.map((scope) => (scope as typeof CHECKOUT).scope.id)).toEqual([
      uuidOf(100),
      uuidOf(102),
      PRODUCTION.id,
      SHOP.id,
      uuidOf(107),
    ]);
    expect(server.lines()).toEqual(['GET /organization', `GET /organization/${ACME.id}/services`]);
  });

  it('asks for nothing where all is written in UUIDs', async () => {
    const server = await serveNames();
    const upper = uuidOf(100).toUpperCase();
    const scopes = await find(
      server,
      wanted({ project: SHOP.id, environment: PRODUCTION.id, service: upper, organization: null }),
    );
    expect(scopes).toMatchObject([
      { kind: 'found', scope: { id: uuidOf(100), organizationId: null, service: uuidOf(100) } },
    ]);
    expect(server.lines()).toEqual([]);
  });

  it('saves the first call where the organization is a UUID', async () => {
    const server = await serveNames();
    expect(await find(server, wanted({ organization: ACME.id }))).toEqual([CHECKOUT]);
    expect(server.lines()).toEqual([`GET /organization/${ACME.id}/services`]);
  });

  it('takes the only organization where none is given', async () => {
    expect(await find(await serveNames(), wanted({ organization: null }))).toEqual([CHECKOUT]);
  });

  it('lists the organizations where none is given and there are several', async () => {
    const server = await serveNames({ '/organization': [ACME, { id: uuidOf(2), name: 'Other' }] });
    const [scope] = await find(server, wanted({ organization: null }));
    expect(scope).toMatchObject({ kind: 'missing', code: 'ambiguous-organization' });
    expect(scope).toMatchObject({ hint: expect.stringMatching(/Acme.*Other/) as string });
  });

  it('prefers the exact name, and takes any case where there is no exact one', async () => {
    const server = await serveNames();
    const scopes = await find(
      server,
      wanted({ service: 'Checkout' }),
      wanted({ project: 'SHOP', environment: 'Staging' }),
    );
    expect(scopes).toMatchObject([
      { scope: { id: uuidOf(101) } },
      { scope: { id: uuidOf(107), environment: 'staging' } },
    ]);
    expect(server.lines()).toHaveLength(2);
  });

  it.each([
    ['a name that fits two in other cases', { service: 'CHECKOUT' }, 'ambiguous-service', uuidOf(101)],
    ['two of the same name', { scopeType: 'JOB', service: 'twin' }, 'ambiguous-service', uuidOf(104)],
    ['a mistyped service', { service: 'chekout' }, 'no-service', 'did you mean checkout?'],
    ['a mistyped environment', { environment: 'prodution' }, 'no-environment', 'did you mean production?'],
    ['a mistyped project', { project: 'shp' }, 'no-project', 'did you mean shop?'],
    ['a mistyped organization', { organization: 'Acmee' }, 'no-organization', 'did you mean Acme?'],
    ['the wrong kind', { service: 'worker' }, 'wrong-kind', 'container: worker'],
    ['a database', { service: 'postgres' }, 'wrong-kind', 'no secret overrides'],
    ['an agentic workflow', { service: 'agent' }, 'wrong-kind', 'agenticWorkflow: agent'],
    ['a UUID of elsewhere', { service: uuidOf(107) }, 'wrong-environment', 'project and environment'],
    ['an unknown UUID', { service: uuidOf(999) }, 'no-service', 'checkout'],
    ['no project', { project: null }, 'no-target', '--project or QOVERY_PROJECT'],
    ['no environment', { environment: null }, 'no-target', '--environment or QOVERY_ENVIRONMENT'],
    ['an organization out of sight', { organization: uuidOf(77) }, 'no-organization', 'token'],
  ] as const)('says what is wrong with %s', async (_, overrides, code, hint) => {
    const [scope] = await find(await serveNames(), wanted(overrides));
    expect(scope).toMatchObject({ kind: 'missing', code, hint: expect.stringContaining(hint) as string });
  });

  it('finds an environment without services with one more call', async () => {
    const server = await serveNames();
    const scopes = await find(
      server,
      wanted({ scopeType: 'ENVIRONMENT', environment: 'bare', service: null }),
      wanted({ environment: 'bare' }),
    );
    expect(scopes).toMatchObject([
      { kind: 'found', scope: { id: BARE.id } },
      { kind: 'missing', code: 'no-service' },
    ]);
    expect(server.lines()).toHaveLength(3);
  });

  it('finds a project without services with one more call', async () => {
    const server = await serveNames();
    const scopes = await find(
      server,
      wanted({ scopeType: 'PROJECT', project: 'empty', environment: null, service: null }),
    );
    expect(scopes).toMatchObject([{ kind: 'found', scope: { id: EMPTY.id, project: 'empty' } }]);
    expect(server.lines()).toHaveLength(3);
  });

  it.each(['Acme', ACME.id])(
    'says that the address is wrong where it has no organizations: %s',
    async (organization) => {
      const server = await serve(() => ({ status: 404, json: { message: 'no route' } }));
      const search = findScopes(createRig(server.url).client, [wanted({ organization })]);
      await expect(search).rejects.toMatchObject({ code: 'wrong-api-url' });
    },
  );

  it('says that a page is not from Qovery', async () => {
    const server = await serve(() => ({ status: 404, text: '<html>not here</html>' }));
    const search = findScopes(createRig(server.url).client, [wanted()]);
    await expect(search).rejects.toMatchObject({
      code: 'blocked-on-the-way',
      hint: expect.stringContaining('--api-url') as string,
    });
    expect(server.lines()).toHaveLength(1);
  });

  it('fails as a whole where the API cannot be understood', async () => {
    const server = await serve(() => ({ text: '<html></html>' }));
    await expect(findScopes(createRig(server.url, { retryFor: 0 }).client, [wanted()])).rejects.toMatchObject(
      {
        name: 'Failure',
        code: 'not-json',
      },
    );
  });
});

describe('findEnvironments', () => {
  it('finds every environment of a project, with the services that can carry overrides', async () => {
    const server = await serveNames();
    const { client } = createRig(server.url);
    await findScopes(client, [wanted()]);
    const found = await findEnvironments(client, { organization: null, project: 'shop', environment: null });
    expect(
      found.map(({ environment, services }) => [environment.environment, services.map(({ id }) => id)]),
    ).toEqual([
      ['bare', []],
      ['production', [uuidOf(106), uuidOf(101), uuidOf(100), uuidOf(102), uuidOf(103), uuidOf(104)]],
      ['staging', [uuidOf(107)]],
    ]);
    expect(new Set(server.lines()).size).toBe(server.lines().length);
  });

  it('looks for a named environment in every project', async () => {
    const { client } = createRig((await serveNames()).url);
    const found = await findEnvironments(client, {
      organization: null,
      project: null,
      environment: 'staging',
    });
    expect(found.map(({ environment }) => environment.id)).toEqual([STAGING.id]);
  });

  it('throws what is missing', async () => {
    const { client } = createRig((await serveNames()).url);
    const pending = findEnvironments(client, { organization: null, project: 'shop', environment: 'nope' });
    await expect(pending).rejects.toMatchObject({ name: 'Failure', code: 'no-environment' });
  });
});
