import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxExchange } from '../../../src/sandbox/http/exchange.js';
import type { Sandbox } from '../../../src/sandbox/http/server.js';
import { stableId } from '../../../src/sandbox/world/stable-id.js';
import { createConformance } from '../../contract/openapi.js';
import { startWorld } from '../../support/worlds/index.js';
import { call, secretId } from './call.js';

const ORGANIZATION = stableId('organization', 'Acme');
const ENVIRONMENT = stableId(stableId(ORGANIZATION, 'project', 'shop'), 'environment', 'production');
const CHECKOUT = stableId(ENVIRONMENT, 'APPLICATION', 'checkout');
const FRESH = stableId(ENVIRONMENT, 'APPLICATION', 'fresh');
const WORKER = stableId(ENVIRONMENT, 'CONTAINER', 'worker');

const conformance = createConformance();

interface Event {
  readonly event_type: string;
  readonly target_id: string;
  readonly target_type: string;
  readonly change: string;
  readonly origin: string;
  readonly triggered_by: string;
  readonly timestamp: string;
}

let sandbox: Sandbox;
let exchanges: SandboxExchange[];
beforeEach(async () => {
  exchanges = [];
  const tokens = [{ token: 'any', name: 'deploy bot' }];
  sandbox = await startWorld({ tokens, observe: (exchange) => exchanges.push(exchange) });
});
afterEach(async () => {
  await sandbox.close();
  expect(exchanges.flatMap((exchange) => conformance?.check(exchange) ?? [])).toEqual([]);
});

const events = async (query = ''): Promise<readonly Event[]> =>
  ((await call(sandbox, `GET /organization/${ORGANIZATION}/events${query}`)).body as { events: Event[] })
    .events;

const createIn = (userAgent: string, key: string): Promise<unknown> =>
  call(
    sandbox,
    `POST /application/${CHECKOUT}/secret`,
    { key, value: 'recognisable' },
    { 'user-agent': userAgent },
  );

const page = async (
  query: string,
): Promise<{ readonly keys: readonly string[]; readonly next: string; readonly previous: string }> => {
  const { body } = await call(sandbox, `GET /organization/${ORGANIZATION}/events?pageSize=2${query}`);
  const { events: found, links } = body as {
    events: Event[];
    links: { next?: string; previous?: string };
  };
  return {
    keys: found.map(({ change }) => (JSON.parse(change) as { key: string }).key),
    next: new URL(links.next ?? 'x:?').searchParams.get('continueToken') ?? '',
    previous: new URL(links.previous ?? 'x:?').searchParams.get('stepBackToken') ?? '',
  };
};

describe('the event log', () => {
  it('says who changed which secret, when and from where, and never the value', async () => {
    await createIn('qoverride/1.0', 'A');
    sandbox.advance(60_000);
    await createIn('Mozilla/5.0', 'B');
    await createIn('qovery-cli', 'C');
    await createIn('Terraform/1.9', 'D');
    const found = await events();
    expect(found.map(({ origin }) => origin)).toEqual(['TERRAFORM_PROVIDER', 'CLI', 'CONSOLE', 'API']);
    expect(found[3]).toMatchObject({
      event_type: 'CREATE',
      target_id: CHECKOUT,
      target_type: 'APPLICATION',
      triggered_by: 'deploy bot',
      timestamp: '2025-06-01T12:00:00.000000000Z',
    });
    expect(JSON.parse(found[3]?.change ?? '')).toMatchObject({ key: 'A' });
    expect(JSON.stringify(found)).not.toContain('recognisable');
  });

  it('has a line for each edit and each delete, those of dependents included', async () => {
    const parent = secretId(sandbox, 'PROJECT', 'DATABASE_URL');
    await call(sandbox, `PUT /variable/${parent}`, { key: 'DATABASE_URL', value: 'x' });
    await call(sandbox, `DELETE /variable/${parent}`);
    const found = await events('?subTargetType=SECRET');
    expect(found.map((event) => `${event.event_type} ${event.target_type}`)).toEqual([
      'DELETE PROJECT',
      'DELETE APPLICATION',
      'UPDATE PROJECT',
    ]);
  });

  it('is narrowed by target, time in seconds and kind', async () => {
    await createIn('x', 'A');
    sandbox.advance(60_000);
    await createIn('x', 'B');
    const since = String(Math.floor(sandbox.now() / 1000));
    expect(await events(`?fromTimestamp=${since}`)).toHaveLength(1);
    expect(await events(`?toTimestamp=${String(Math.floor(sandbox.now() / 1000) - 1)}`)).toHaveLength(1);
    expect(await events(`?targetId=${CHECKOUT}&targetType=APPLICATION&subTargetType=SECRET`)).toHaveLength(2);
    expect(await events(`?targetId=${WORKER}`)).toEqual([]);
    expect(await events('?eventType=DELETE')).toEqual([]);
    expect((await call(sandbox, `GET /organization/${ORGANIZATION}/events?fromTimestamp=noon`)).status).toBe(
      400,
    );
    expect((await call(sandbox, `GET /organization/${ORGANIZATION}/events?pageSize=0`)).status).toBe(400);
  });

  it('is read in pages forth and back', async () => {
    for (const key of ['A', 'B', 'C', 'D', 'E']) await createIn('x', key);
    const first = await page('');
    const second = await page(`&continueToken=${first.next}`);
    const third = await page(`&continueToken=${second.next}`);
    expect([first.keys, second.keys, third.keys]).toEqual([['E', 'D'], ['C', 'B'], ['A']]);
    expect([first.previous, third.next]).toEqual(['', '']);
    expect((await page(`&stepBackToken=${third.previous}`)).keys).toEqual(['C', 'B']);
  });
});

interface Status {
  readonly id: string;
  readonly state: string;
  readonly last_deployment_date?: string;
}

const deploy = async (body: unknown): Promise<number> =>
  (await call(sandbox, `POST /environment/${ENVIRONMENT}/service/deploy`, body)).status;

const statusOf = async (id: string): Promise<Status | undefined> => {
  const { body } = await call(sandbox, `GET /environment/${ENVIRONMENT}/statuses`);
  return Object.values(body as Record<string, Status[] | Status>)
    .flat()
    .find((status) => status.id === id);
};

describe('a deployment', () => {
  it('runs for a while, and only of the services that were named', async () => {
    const before = await statusOf(CHECKOUT);
    expect(before?.state).toBe('DEPLOYED');
    expect(await deploy({ applications: [{ application_id: CHECKOUT }], containers: [{ id: WORKER }] })).toBe(
      202,
    );
    sandbox.advance(9_999);
    expect(await statusOf(CHECKOUT)).toMatchObject({
      state: 'DEPLOYING',
      last_deployment_date: before?.last_deployment_date,
    });
    sandbox.advance(1);
    const after = await statusOf(WORKER);
    expect(after?.state).toBe('DEPLOYED');
    expect(Date.parse(after?.last_deployment_date ?? '')).toBe(sandbox.now());
    expect((await events()).map(({ event_type }) => event_type)).toEqual([
      'TRIGGER_DEPLOY',
      'TRIGGER_DEPLOY',
    ]);
  });

  it('asked for during another one of its environment waits for its turn', async () => {
    await deploy({ containers: [{ id: WORKER }] });
    sandbox.advance(5000);
    await deploy({ applications: [{ application_id: CHECKOUT }], containers: [{ id: WORKER }] });
    expect(await statusOf(CHECKOUT)).toMatchObject({
      state: 'DEPLOYMENT_QUEUED',
      deployment_requests_count: 1,
    });
    expect(await statusOf(WORKER)).toMatchObject({ state: 'DEPLOYING', deployment_requests_count: 2 });
    sandbox.advance(6000);
    const worker = await statusOf(WORKER);
    expect(worker).toMatchObject({ state: 'DEPLOYING', deployment_requests_count: 1 });
    expect(Date.parse(worker?.last_deployment_date ?? '')).toBe(sandbox.now() - 1000);
    sandbox.advance(9000);
    expect(await statusOf(CHECKOUT)).toMatchObject({
      state: 'DEPLOYED',
      steps: { total_duration_sec: 10 },
      deployment_requests_count: 0,
    });
  });

  it('of a service that never was deployed needs a version', async () => {
    const fresh = await statusOf(FRESH);
    expect(fresh).toMatchObject({ state: 'READY' });
    expect(fresh).not.toHaveProperty('last_deployment_date');
    expect(await deploy({ applications: [{ application_id: FRESH }] })).toBe(400);
    expect(await deploy({ applications: [{ application_id: FRESH, git_commit_id: 'abc' }] })).toBe(202);
    expect(await statusOf(FRESH)).not.toHaveProperty('last_deployment_date');
  });

  it('of nothing, of something unknown or of another kind is refused', async () => {
    expect(await deploy({})).toBe(400);
    expect(await deploy({ containers: [{ id: CHECKOUT }] })).toBe(404);
    expect(await deploy({ containers: [{ id: 'x' }] })).toBe(400);
  });
});
