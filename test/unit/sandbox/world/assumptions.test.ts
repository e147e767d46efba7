import { afterEach, describe, expect, it } from 'vitest';
import type { SandboxAssumptions } from '../../../../src/sandbox/world/assumptions.js';
import type { SandboxExchange } from '../../../../src/sandbox/http/exchange.js';
import type { Sandbox } from '../../../../src/sandbox/http/server.js';
import { createConformance } from '../../../contract/openapi.js';
import { startWorld } from '../../../support/worlds/index.js';
import { call, secretId } from '../call.js';

const conformance = createConformance();
let sandbox: Sandbox;
const exchanges: SandboxExchange[] = [];
const assume = async (assumptions: Partial<SandboxAssumptions>): Promise<void> => {
  exchanges.length = 0;
  sandbox = await startWorld({ assumptions, observe: (exchange) => exchanges.push(exchange) });
};
afterEach(() => sandbox.close());

const updatedAt = (id: string): number | null | undefined =>
  sandbox.secrets().find((secret) => secret.id === id)?.updatedAt;

const edit = async (scope: string, key: string, fields: object): Promise<string> => {
  const id = secretId(sandbox, scope, key);
  sandbox.advance(60_000);
  expect((await call(sandbox, `PUT /variable/${id}`, { key, ...fields })).status).toBe(200);
  return id;
};

describe('what moves updated_at', () => {
  it.each([
    ['on-every-edit', true, true, false],
    ['on-real-changes', false, true, false],
    ['also-with-parent', true, true, true],
    ['never', false, false, false],
  ] as const)('%s', async (updatedAtMoves, onSame, onChange, onParent) => {
    await assume({ updatedAtMoves });
    const id = await edit('APPLICATION', 'DATABASE_URL', { value: 'checkout-database-url' });
    expect(updatedAt(id) === sandbox.now()).toBe(onSame);
    await edit('APPLICATION', 'DATABASE_URL', { value: 'another' });
    expect(updatedAt(id) === sandbox.now()).toBe(onChange);
    await edit('PROJECT', 'DATABASE_URL', { value: 'another' });
    expect(updatedAt(id) === sandbox.now()).toBe(onParent);
  });

  it('also-on-deploy', async () => {
    await assume({ updatedAtMoves: 'also-on-deploy' });
    const id = secretId(sandbox, 'APPLICATION', 'DATABASE_URL');
    const application = sandbox.secrets().find((secret) => secret.id === id)?.parentId ?? '';
    const organization = (await call(sandbox, 'GET /organization')).body as { results: { id: string }[] };
    const list = await call(sandbox, `GET /organization/${organization.results[0]?.id ?? ''}/environments`);
    const environment = (list.body as { results: { id: string }[] }).results[0]?.id ?? '';
    sandbox.advance(60_000);
    const path = `POST /environment/${environment}/service/deploy`;
    const { status } = await call(sandbox, path, { applications: [{ application_id: application }] });
    expect([status, updatedAt(id)]).toEqual([202, sandbox.now()]);
  });

  it('can be ahead of the Date header, and empty until the first edit', async () => {
    await assume({ timestampSkew: 90_000, updatedAtOnCreate: 'empty' });
    const path = `POST /variable/${secretId(sandbox, 'PROJECT', 'TLS_CERT')}/override`;
    const parentId = sandbox.secrets().find((secret) => secret.key === 'OWN')?.parentId ?? '';
    const { body, headers } = await call(sandbox, path, {
      value: 'x',
      override_scope: 'APPLICATION',
      override_parent_id: parentId,
    });
    const { created_at: createdAt } = body as { created_at: string };
    expect(Date.parse(createdAt) - Date.parse(headers.get('date') ?? '')).toBe(90_000);
    expect(body).not.toHaveProperty('updated_at');
  });
});

describe('a second create of the same key', () => {
  it.each([
    ['conflict', 409, 'checkout-own'],
    ['bad-request', 400, 'checkout-own'],
    ['returns-existing', 201, 'checkout-own'],
    ['overwrites', 201, 'second'],
  ] as const)('%s', async (duplicateCreate, status, value) => {
    await assume({ duplicateCreate });
    const own = sandbox.secrets().find((secret) => secret.key === 'OWN');
    const path = `POST /application/${own?.parentId ?? ''}/secret`;
    expect((await call(sandbox, path, { key: 'OWN', value: 'second' })).status).toBe(status);
    expect(sandbox.valueOf(own?.id ?? '')).toBe(value);
    expect(sandbox.secrets().filter(({ key }) => key === 'OWN')).toHaveLength(1);
  });
});

describe('the other switches', () => {
  it('an edit clears what it leaves out', async () => {
    await assume({ omittedOnEdit: 'cleared' });
    const id = await edit('ENVIRONMENT', 'PAYMENTS_TOKEN', {});
    expect(sandbox.valueOf(id)).toBe('');
    expect(sandbox.secrets().find((secret) => secret.id === id)?.description).toBeNull();
  });

  it('an override has the type of its parent, and hides it', async () => {
    await assume({ overrideType: 'type-of-parent', overriddenInList: 'hidden' });
    const parentId = sandbox.secrets().find((secret) => secret.key === 'OWN')?.parentId ?? '';
    const { body } = await call(sandbox, `GET /application/${parentId}/secret`);
    const found = (body as { results: Record<string, unknown>[] }).results.filter(
      ({ key }) => key === 'DATABASE_URL',
    );
    expect(found).toMatchObject([{ scope: 'APPLICATION', variable_type: 'VALUE' }]);
  });

  it('empty fields are null under /variable, and absent under /secret, unless a switch says otherwise', async () => {
    await assume({});
    const parentId = sandbox.secrets().find((secret) => secret.key === 'OWN')?.parentId ?? '';
    const query = `/variable?parent_id=${parentId}&scope=APPLICATION&is_secret=true`;
    const variables = await call(sandbox, `GET ${query}`);
    const own = (variables.body as { results: { key: string }[] }).results.find(({ key }) => key === 'OWN');
    expect(own).toMatchObject({ overridden_variable: null, aliased_variable: null, description: '' });
    const secrets = await call(sandbox, `GET /application/${parentId}/secret`);
    expect((secrets.body as { results: object[] }).results[0]).not.toHaveProperty('aliased_secret');
  });

  it('empty fields are null, which the API description does not allow everywhere', async () => {
    await assume({ emptyFields: 'null' });
    const parentId = sandbox.secrets().find((secret) => secret.key === 'OWN')?.parentId ?? '';
    const { body } = await call(sandbox, `GET /application/${parentId}/secret`);
    expect((body as { results: unknown[] }).results[0]).toMatchObject({
      overridden_secret: null,
      aliased_secret: null,
      description: null,
    });
    const problems = exchanges.flatMap((exchange) => conformance?.check(exchange) ?? []);
    expect(problems.filter((problem) => !/must be (object|string|equal to)/.test(problem))).toEqual([]);
  });

  it('errors have the other shape', async () => {
    await assume({ errorBody: 'detail', missingResource: 'forbidden' });
    const { status, body } = await call(sandbox, 'GET /nothing');
    expect(status).toBe(403);
    expect(body).toEqual({ status: 403, detail: 'Access forbidden.' });
  });
});
