import { describe, expect } from 'vitest';
import { Failure } from '../../src/model/failure.js';
import type { RemoteSecret } from '../../src/model/remote-secret.js';
import type { WriteOperation } from '../../src/model/write.js';
import { findScopes } from '../../src/qovery/names/names.js';
import { listSecrets } from '../../src/qovery/secrets/read.js';
import { createWriter } from '../../src/qovery/secrets/write.js';
import { createOperation } from '../../src/plan/signing/operation.js';
import {
  checkout,
  declare,
  describeMarked,
  entry,
  keyring,
  only,
  override,
  parent,
  planOf,
  resolved,
  uuidOf,
} from '../support/worlds/index.js';
import { createRig, serve, TOKEN, type Reply } from '../unit/qovery/support.js';
import { attempt, expectNoSecret, expectSound, fuzz } from './fuzz.js';
import { SECRET } from './inputs.js';

const NAMES = {
  project_id: uuidOf(2),
  project_name: 'shop',
  environment_id: uuidOf(3),
  environment_name: 'production',
};
const ORGANIZATIONS = JSON.stringify({ results: [{ id: uuidOf(1), name: 'Acme', plan: 'TEAM' }] });
const SERVICES = JSON.stringify({
  results: [
    { id: checkout.id, name: 'checkout', service_type: 'APPLICATION', ...NAMES },
    { id: uuidOf(102), name: 'worker', service_type: 'NEW_KIND', ...NAMES },
  ],
});
const PARENT = {
  id: parent.id,
  key: 'DATABASE_URL',
  scope: 'PROJECT',
  variable_type: 'VALUE',
  created_at: '2026-01-01T00:00:00Z',
};
const OVERRIDE = {
  id: uuidOf(301),
  key: 'DATABASE_URL',
  scope: 'APPLICATION',
  variable_type: 'OVERRIDE',
  overridden_secret: { id: parent.id, key: 'DATABASE_URL', scope: 'PROJECT' },
  description: describeMarked(),
  owned_by: 'QOVERY',
  created_at: '2026-09-21T14:13:20.123456Z',
  updated_at: '2026-09-21T14:13:20.123456Z',
  enable_interpolation_in_file: null,
};
const SECRETS = JSON.stringify({ results: [PARENT, OVERRIDE] });
const REFUSALS = [
  JSON.stringify({ status: 400, error: 'Bad Request', message: `value ${SECRET} is not allowed` }),
  JSON.stringify({ status: 403, detail: `${SECRET.slice(2)} and ${TOKEN}` }),
  `<html><body>502 ${SECRET}</body></html>`,
];

const REFUSAL_OF_LIST = JSON.stringify({ status: 403, detail: `not for ${TOKEN}` });

const STATUSES = [200, 200, 200, 200, 201, 400, 401, 403, 404, 409, 429, 500, 503, 302, 204] as const;

/** Every part of the API's face in turn answers what the fuzzer made, and all the others as they should. */
const script = (path: string): string => {
  if (path.endsWith('/services')) return SERVICES;
  if (path.endsWith('/secret')) return SECRETS;
  return path === '/organization' ? ORGANIZATIONS : JSON.stringify({ results: [] });
};

let fuzzed: { readonly matches: (path: string, method: string) => boolean; readonly reply: Reply } | null =
  null;
let url: { readonly of: string; readonly url: Promise<string> } | null = null;

/** One server for each test: it is closed when the test ends. */
const serverOf = (test: string): Promise<string> => {
  if (url?.of !== test) {
    const server = serve(({ path, method }) =>
      fuzzed?.matches(path, method) === true
        ? fuzzed.reply
        : { text: script(path), headers: { 'content-type': 'application/json' } },
    );
    url = { of: test, url: server.then((started) => started.url) };
  }
  return url.url;
};

/** A choice that follows from the input, so that a failing one fails again. */
const choose = <Item>(bytes: Buffer, items: readonly [Item, ...Item[]]): Item =>
  items[bytes.reduce((sum, byte) => sum + byte, 0) % items.length] ?? items[0];

const replyWith = (bytes: Buffer): Reply => ({
  status: choose(bytes, STATUSES),
  text: bytes.toString('utf8'),
  headers: {
    'content-type': choose(bytes.subarray(1), ['application/json', 'application/json', 'text/html']),
  },
});

const WANTED = {
  organization: 'Acme',
  project: 'shop',
  environment: 'production',
  scopeType: 'APPLICATION',
  service: 'checkout',
} as const;

const expectText = (...texts: readonly unknown[]): void => {
  for (const text of texts) expect(typeof text).toBe('string');
};

const expectShape = ({ id, key, scope, ownTime, overrides, aliasOf }: RemoteSecret): void => {
  expectText(id, key, scope);
  expect(Number.isFinite(ownTime)).toBe(true);
  for (const link of [overrides, aliasOf]) if (link !== null) expectText(link.id, link.key, link.scope);
};

const expectSilent = (result: unknown): void => {
  if (result instanceof Failure) expectSound(result, true);
  const shown = result instanceof Failure ? result.message : JSON.stringify(result);
  expectNoSecret(shown);
  expect(shown).not.toContain(TOKEN);
};

describe('answers of the API', () => {
  fuzz(
    'to questions for names give scopes, findings or a failure',
    [ORGANIZATIONS, SERVICES],
    async ({ bytes }) => {
      const isServices = choose(bytes, [true, false]);
      const apiUrl = await serverOf('names');
      fuzzed = {
        matches: (path) => path.endsWith(isServices ? '/services' : '/organization'),
        reply: replyWith(bytes),
      };
      const found = await attempt(() => findScopes(createRig(apiUrl, { retryFor: 1 }).client, [WANTED]));
      if (found instanceof Failure) {
        expectSound(found, true);
        return;
      }
      const [resolution] = found;
      if (resolution?.kind === 'found') expectText(...Object.values(resolution.scope));
      else expectText(resolution?.code, resolution?.message);
    },
  );

  fuzz(
    'to lists of secrets give whole lists, of which a plan can be made, or none',
    [SECRETS, REFUSAL_OF_LIST],
    async ({ bytes }) => {
      const apiUrl = await serverOf('lists');
      fuzzed = { matches: (path) => path.endsWith('/secret'), reply: replyWith(bytes) };
      const { client } = createRig(apiUrl, { retryFor: 1 });
      const listings = await attempt(() => listSecrets(client, [checkout]));
      if (listings instanceof Failure) {
        expectSilent(listings);
        return;
      }
      const listing = listings.get(checkout.id);
      if (listing?.kind !== 'read') {
        expectSilent(listing);
        return;
      }
      listing.secrets.forEach(expectShape);
      const plan = planOf([entry(declare(), checkout, resolved(SECRET))], listing.secrets);
      expect(plan.changes).toHaveLength(1);
      expectNoSecret(JSON.stringify(plan));
    },
  );

  const operations: readonly WriteOperation[] = [
    createOperation(only(planOf([entry(declare(), checkout, resolved(SECRET))], [parent])), keyring),
    createOperation(
      only(planOf([entry(declare(), checkout, resolved(SECRET))], [parent, override()])),
      keyring,
    ),
  ];

  fuzz(
    'to writes give an outcome, and repeat nothing of the value',
    [JSON.stringify(OVERRIDE), ...REFUSALS],
    async ({ bytes }) => {
      const apiUrl = await serverOf('writes');
      fuzzed = { matches: (_path, method) => method !== 'GET', reply: replyWith(bytes) };
      const writer = createWriter(createRig(apiUrl, { retryFor: 1 }).client);
      const [create, update] = operations;
      if (create === undefined || update === undefined) throw new Error('two operations are needed');
      const isCreate = choose(bytes.subarray(2), [true, false]);
      const result = isCreate ? await writer.create(create) : await writer.update(update);
      expect(['applied', 'failed']).toContain(result.kind);
      expectSilent(result);
    },
  );
});
