import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/http/server.js';
import { stableId } from '../../../src/sandbox/world/stable-id.js';
import { startWorld } from '../../support/worlds/index.js';
import { call, secretId } from './call.js';

const ORGANIZATION = stableId('organization', 'Acme');
const PROJECT = stableId(ORGANIZATION, 'project', 'shop');
const ENVIRONMENT = stableId(PROJECT, 'environment', 'production');
const CHECKOUT = stableId(ENVIRONMENT, 'APPLICATION', 'checkout');
const WORKER = stableId(ENVIRONMENT, 'CONTAINER', 'worker');
const CHART = stableId(ENVIRONMENT, 'HELM', 'chart');

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startWorld();
});
afterEach(() => sandbox.close());

const keys = (body: unknown): string[] =>
  (body as { results: { key: string }[] }).results.map(({ key }) => key);

const override = (parent: string, body: unknown = { value: 'x' }): Promise<number> =>
  call(sandbox, `POST /container/${WORKER}/secret/${parent}/override`, body).then(({ status }) => status);

const aliasPath = (id: string): string => `POST /application/${CHECKOUT}/secret/${id}/alias`;

describe('a list', () => {
  it("holds a service's own secrets and those of environment, project and BUILT_IN, and no value", async () => {
    const { body, text } = await call(sandbox, `GET /application/${CHECKOUT}/secret`);
    const { results } = body as { results: { key: string; scope: string }[] };
    expect(results.map(({ key, scope }) => `${scope} ${key}`)).toEqual([
      'APPLICATION OWN',
      'APPLICATION DATABASE_URL',
      'APPLICATION PAY_ALIAS',
      'ENVIRONMENT PAYMENTS_TOKEN',
      'BUILT_IN QOVERY_DATABASE_PASSWORD',
      'PROJECT DATABASE_URL',
      'PROJECT TLS_CERT',
    ]);
    for (const { id } of sandbox.secrets()) {
      const value = sandbox.valueOf(id) ?? '';
      if (value !== '') expect(text).not.toContain(value);
    }
  });

  it('of an environment leaves out what is below, that of a project what is not its own', async () => {
    const environment = (await call(sandbox, `GET /environment/${ENVIRONMENT}/secret`)).body;
    const project = (await call(sandbox, `GET /project/${PROJECT}/secret`)).body;
    expect(keys(environment)).toEqual([
      'PAYMENTS_TOKEN',
      'QOVERY_DATABASE_PASSWORD',
      'DATABASE_URL',
      'TLS_CERT',
    ]);
    expect(keys(project)).toEqual(['DATABASE_URL', 'TLS_CERT']);
  });
});

describe('an override', () => {
  it('of BUILT_IN, project and environment secrets is made', async () => {
    expect(await override(secretId(sandbox, 'BUILT_IN', 'QOVERY_DATABASE_PASSWORD'))).toBe(201);
    expect(await override(secretId(sandbox, 'PROJECT', 'TLS_CERT'))).toBe(201);
    expect(await override(secretId(sandbox, 'ENVIRONMENT', 'PAYMENTS_TOKEN'))).toBe(201);
    const made = sandbox.secrets().filter((secret) => secret.parentId === WORKER);
    expect(made.map(({ key, mountPath }) => [key, mountPath])).toEqual([
      ['QOVERY_DATABASE_PASSWORD', null],
      ['TLS_CERT', '/etc/tls.pem'],
      ['PAYMENTS_TOKEN', null],
    ]);
  });

  it('of what is at the same or a lower scope is refused with 400', async () => {
    const own = secretId(sandbox, 'APPLICATION', 'OWN');
    const token = secretId(sandbox, 'ENVIRONMENT', 'PAYMENTS_TOKEN');
    expect((await call(sandbox, `POST /application/${CHECKOUT}/secret/${own}/override`, {})).status).toBe(
      400,
    );
    expect((await call(sandbox, `POST /environment/${ENVIRONMENT}/secret/${own}/override`, {})).status).toBe(
      400,
    );
    expect((await call(sandbox, `POST /project/${PROJECT}/secret/${token}/override`, {})).status).toBe(400);
  });

  it('of what the service does not see is refused with 404', async () => {
    expect(await override(secretId(sandbox, 'APPLICATION', 'OWN'))).toBe(404);
    expect(await override(secretId(sandbox, 'ENVIRONMENT', 'LOG_LEVEL'))).toBe(404);
    expect(await override('00000000-0000-4000-8000-000000000000')).toBe(404);
  });

  it('of an override is refused with 400', async () => {
    const token = secretId(sandbox, 'PROJECT', 'TLS_CERT');
    const path = `POST /environment/${ENVIRONMENT}/secret/${token}/override`;
    const { body } = await call(sandbox, path, { value: 'x' });
    expect(await override((body as { id: string }).id)).toBe(400);
  });

  it.each([
    ['a value of another type', { value: 7 }],
    ['null for a value', { value: null }],
    ['a description of 256 UTF-16 units', { value: 'x', description: '😀'.repeat(128) }],
    ['an interpolation of another type', { value: 'x', enable_interpolation_in_file: 'yes' }],
    ['a list', []],
    ['no JSON', '{"value": "recognisable'],
  ])('with %s is refused with 400, without quoting it', async (_what, body) => {
    const parent = secretId(sandbox, 'PROJECT', 'TLS_CERT');
    const answer = await call(sandbox, `POST /container/${WORKER}/secret/${parent}/override`, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ status: 400, error: 'Bad Request' });
    expect(answer.text).not.toMatch(/recognisable|😀/);
  });

  it('with a description of 255 UTF-16 units is made', async () => {
    expect(
      await override(secretId(sandbox, 'PROJECT', 'TLS_CERT'), { description: `x${'😀'.repeat(127)}` }),
    ).toBe(201);
  });

  it('through /variable hangs on the scope that the body names', async () => {
    const parent = secretId(sandbox, 'PROJECT', 'TLS_CERT');
    const body = { value: 'x', override_scope: 'HELM', override_parent_id: CHART };
    expect((await call(sandbox, `POST /variable/${parent}/override`, body)).status).toBe(201);
    const wrong = { ...body, override_scope: 'TERRAFORM' };
    expect((await call(sandbox, `POST /variable/${parent}/override`, wrong)).status).toBe(404);
    expect(
      (await call(sandbox, `POST /variable/${parent}/override`, { ...body, override_scope: 'X' })).status,
    ).toBe(400);
  });
});

describe('an edit', () => {
  it('moves updated_at, keeps created_at and what it leaves out', async () => {
    const id = secretId(sandbox, 'ENVIRONMENT', 'PAYMENTS_TOKEN');
    const path = `PUT /environment/${ENVIRONMENT}/secret/${id}`;
    const before = sandbox.secrets().find((secret) => secret.id === id);
    const { body } = await call(sandbox, path, { key: 'PAYMENTS_TOKEN', value: 'new' });
    const after = sandbox.secrets().find((secret) => secret.id === id);
    expect(after?.updatedAt).toBe(sandbox.now());
    expect(after?.createdAt).toBe(before?.createdAt);
    expect(body).toMatchObject({ description: 'Payments' });
    expect((body as { updated_at: string }).updated_at).toMatch(/\.\d{6}Z$/);
    expect(sandbox.valueOf(id)).toBe('new');
  });

  it('clears a description with null', async () => {
    const id = secretId(sandbox, 'ENVIRONMENT', 'PAYMENTS_TOKEN');
    const path = `PUT /environment/${ENVIRONMENT}/secret/${id}`;
    const { body } = await call(sandbox, path, { key: 'PAYMENTS_TOKEN', description: null });
    expect(body).not.toHaveProperty('description');
    expect(sandbox.valueOf(id)).toBe('environment-token');
  });

  it('of an inherited secret, or through another service, is refused with 404', async () => {
    const inherited = secretId(sandbox, 'ENVIRONMENT', 'PAYMENTS_TOKEN');
    const own = secretId(sandbox, 'APPLICATION', 'OWN');
    const body = { key: 'PAYMENTS_TOKEN', value: 'x' };
    expect((await call(sandbox, `PUT /application/${CHECKOUT}/secret/${inherited}`, body)).status).toBe(404);
    expect((await call(sandbox, `PUT /container/${WORKER}/secret/${own}`, body)).status).toBe(404);
    expect((await call(sandbox, `PUT /container/${CHECKOUT}/secret/${own}`, body)).status).toBe(404);
  });

  it('of a BUILT_IN secret, the key of an override or the value of an alias is refused with 400', async () => {
    const builtIn = secretId(sandbox, 'BUILT_IN', 'QOVERY_DATABASE_PASSWORD');
    const overriding = secretId(sandbox, 'APPLICATION', 'DATABASE_URL');
    const alias = secretId(sandbox, 'APPLICATION', 'PAY_ALIAS');
    const edits: readonly [string, object][] = [
      [`PUT /variable/${builtIn}`, { key: 'QOVERY_DATABASE_PASSWORD', value: 'x' }],
      [`PUT /application/${CHECKOUT}/secret/${overriding}`, { key: 'OTHER', value: 'x' }],
      [`PUT /application/${CHECKOUT}/secret/${alias}`, { key: 'PAY_ALIAS', value: 'x' }],
      [`PUT /application/${CHECKOUT}/secret/${overriding}`, { value: 'x' }],
    ];
    for (const [path, body] of edits) expect((await call(sandbox, path, body)).status).toBe(400);
    expect((await call(sandbox, `DELETE /variable/${builtIn}`)).status).toBe(400);
  });

  it('of a key takes the overrides along, and never onto a taken key', async () => {
    const id = secretId(sandbox, 'PROJECT', 'DATABASE_URL');
    const path = `PUT /project/${PROJECT}/secret/${id}`;
    expect((await call(sandbox, path, { key: 'TLS_CERT' })).status).toBe(409);
    expect((await call(sandbox, path, { key: 'DSN' })).status).toBe(200);
    expect(secretId(sandbox, 'APPLICATION', 'DSN')).not.toBe('');
  });
});

describe('a delete', () => {
  it('takes overrides and aliases along, and theirs', async () => {
    const checkoutOverride = secretId(sandbox, 'APPLICATION', 'DATABASE_URL');
    const path = `POST /application/${CHECKOUT}/secret/${checkoutOverride}/alias`;
    expect((await call(sandbox, path, { key: 'DSN' })).status).toBe(201);
    const parent = secretId(sandbox, 'PROJECT', 'DATABASE_URL');
    expect((await call(sandbox, `DELETE /project/${PROJECT}/secret/${parent}`)).status).toBe(204);
    expect(sandbox.secrets().filter(({ key }) => key === 'DATABASE_URL' || key === 'DSN')).toEqual([]);
    expect((await call(sandbox, `DELETE /project/${PROJECT}/secret/${parent}`)).status).toBe(404);
  });

  it('of a service takes its secrets along', async () => {
    expect((await call(sandbox, `DELETE /application/${CHECKOUT}`)).status).toBe(204);
    expect(sandbox.secrets().some(({ scope }) => scope === 'APPLICATION')).toBe(false);
    expect((await call(sandbox, `GET /application/${CHECKOUT}/secret`)).status).toBe(404);
  });
});

describe('an alias', () => {
  it('of an alias is refused with 400, onto a taken key with 409', async () => {
    const alias = secretId(sandbox, 'APPLICATION', 'PAY_ALIAS');
    expect((await call(sandbox, aliasPath(alias), { key: 'B' })).status).toBe(400);
    const token = secretId(sandbox, 'ENVIRONMENT', 'PAYMENTS_TOKEN');
    expect((await call(sandbox, aliasPath(token), { key: 'OWN' })).status).toBe(409);
    expect((await call(sandbox, aliasPath(token), { key: '' })).status).toBe(400);
  });
});

describe('what is not there', () => {
  it.each([
    ['GET /nothing', 404],
    ['GET /application/not-a-uuid/secret', 404],
    ['PUT /organization', 405],
    [`GET /job/${CHECKOUT}/secret`, 404],
    [`GET /database/${CHECKOUT}/secret`, 404],
    ['GET /variable', 400],
    [`GET /variable?parent_id=${CHART}&scope=NONE`, 400],
    [`GET /variable?parent_id=${CHART}&scope=HELM&is_secret=maybe`, 400],
    [`GET /variable?parent_id=${CHART}&scope=BUILT_IN`, 400],
    ['GET /variable?scope=HELM', 400],
  ])('%s is answered %i', async (operation, status) => {
    expect((await call(sandbox, operation)).status).toBe(status);
  });

  it('a body that is no JSON by its content type is refused with 415', async () => {
    const answer = await call(sandbox, `POST /project/${PROJECT}/secret`, 'key=A', {
      'content-type': 'text/plain',
    });
    expect(answer.status).toBe(415);
  });

  it('a body beyond 4 MiB is refused with 413', async () => {
    const answer = await call(sandbox, `POST /project/${PROJECT}/secret`, {
      key: 'A',
      value: 'x'.repeat(5_000_000),
    });
    expect(answer.status).toBe(413);
  });
});

describe('services', () => {
  it('are made with a name, and a job with a cron by its schedule', async () => {
    for (const [family, type] of [
      ['application', 'APPLICATION'],
      ['terraform', 'TERRAFORM'],
      ['database', 'DATABASE'],
    ]) {
      const { status, body } = await call(sandbox, `POST /environment/${ENVIRONMENT}/${family ?? ''}`, {
        name: 'new',
      });
      expect([status, (body as { service_type: string }).service_type]).toEqual([201, type]);
    }
    const cron = await call(sandbox, `POST /environment/${ENVIRONMENT}/job`, {
      name: 'c',
      schedule: { cronjob: {} },
    });
    expect(cron.body).toMatchObject({ job_type: 'CRON' });
    const lifecycle = await call(sandbox, `POST /environment/${ENVIRONMENT}/job`, { name: 'l' });
    expect(lifecycle.body).toMatchObject({ job_type: 'LIFECYCLE' });
  });
});
