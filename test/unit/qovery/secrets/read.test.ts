import { describe, expect, it } from 'vitest';
import { listSecrets } from '../../../../src/qovery/secrets/read.js';
import { readSecret, readSecrets } from '../../../../src/qovery/secrets/secret-shape.js';
import { createRig, serve } from '../support.js';
import { scopeOf, uuidOf } from '../../../support/worlds/index.js';

const SECRET = { id: uuidOf(5), key: 'KEY', scope: 'APPLICATION', created_at: '2026-01-01T00:00:00.000Z' };

/** The hint where the token has no role for a scope. */
const MISSING_ROLE = 'a token cannot be edited, so make a new one with a role that may read this environment';

describe('readSecrets', () => {
  it('takes an entry that is listed twice for one entry, the newer of the two', () => {
    const newer = { ...SECRET, updated_at: '2026-02-01T00:00:00.000Z', description: 'newer' };
    const other = { ...SECRET, id: uuidOf(6), key: 'OTHER' };
    const read = readSecrets({ results: [SECRET, other, newer, SECRET] });
    expect(read?.map(({ key, description }) => [key, description])).toEqual([
      ['KEY', 'newer'],
      ['OTHER', null],
    ]);
  });
});

describe('listSecrets', () => {
  it('lists each scope once, by the routes of its type', async () => {
    const server = await serve(() => ({ json: { results: [SECRET] } }));
    const scopes = (
      [
        'APPLICATION',
        'CONTAINER',
        'JOB',
        'HELM',
        'TERRAFORM',
        'AGENTIC_WORKFLOW',
        'ENVIRONMENT',
        'PROJECT',
      ] as const
    ).map((type, index) => scopeOf(type, uuidOf(index)));
    const listings = await listSecrets(createRig(server.url).client, [...scopes, ...scopes]);
    expect(listings.size).toBe(8);
    expect([...server.lines()].toSorted()).toEqual(
      [
        `GET /application/${uuidOf(0)}/secret`,
        `GET /container/${uuidOf(1)}/secret`,
        `GET /job/${uuidOf(2)}/secret`,
        `GET /variable?parent_id=${uuidOf(3)}&scope=HELM&is_secret=true`,
        `GET /variable?parent_id=${uuidOf(4)}&scope=TERRAFORM&is_secret=true`,
        `GET /variable?parent_id=${uuidOf(5)}&scope=AGENTIC_WORKFLOW&is_secret=true`,
        `GET /environment/${uuidOf(6)}/secret`,
        `GET /project/${uuidOf(7)}/secret`,
      ].toSorted(),
    );
  });

  it.each([
    [404, 'not-found', null],
    [403, 'access-denied', MISSING_ROLE],
    [401, 'access-denied', MISSING_ROLE],
  ])('says why one scope is unreadable on %i, and reads the rest', async (status, code, hint) => {
    const server = await serve(({ path }) =>
      path.startsWith('/job') || path.startsWith('/variable') ? { status } : { json: { results: [] } },
    );
    const scopes = [scopeOf('APPLICATION', uuidOf(1)), scopeOf('JOB', uuidOf(2))];
    const listings = await listSecrets(createRig(server.url).client, scopes);
    expect(listings.get(uuidOf(1))).toEqual({ kind: 'read', secrets: [] });
    expect(listings.get(uuidOf(2))).toMatchObject({ kind: 'unreadable', code, hint });
  });

  it.each([
    ['unauthorized', { status: 401 }],
    ['server-error', { status: 503 }],
    ['not-json', { text: '<html></html>' }],
    ['unexpected-answer', { json: { results: null } }],
    ['unexpected-answer', { json: { results: [{ key: 'KEY' }] } }],
    ['redirected', { status: 302 }],
    ['rate-limited', { status: 429 }],
    ['rejected', { status: 400 }],
  ])('throws a failure with the code %s', async (code, reply) => {
    const server = await serve(() => reply);
    const pending = listSecrets(createRig(server.url, { retryFor: 0 }).client, [scopeOf('APPLICATION')]);
    await expect(pending).rejects.toMatchObject({ name: 'Failure', code });
    await expect(pending).rejects.not.toHaveProperty('cause');
  });

  it('asks for no more once one call fails for good', async () => {
    const server = await serve(() => ({ status: 302 }));
    const scopes = Array.from({ length: 100 }, (_, index) => scopeOf('APPLICATION', uuidOf(index)));
    const { client, clock } = createRig(server.url, { parallelism: 4 });
    await expect(listSecrets(client, scopes)).rejects.toMatchObject({ code: 'redirected' });
    await clock.sleep(50);
    expect(server.seen.length).toBeLessThan(20);
  });
});

describe('readSecret', () => {
  const plain = {
    id: uuidOf(5),
    key: 'KEY',
    scope: 'APPLICATION',
    type: null,
    overrides: null,
    aliasOf: null,
    description: null,
    enableInterpolationInFile: null,
    ownedBy: null,
    ownTime: Date.UTC(2026, 0, 1),
  };

  it.each([
    ['absent', {}],
    [
      'null',
      {
        description: null,
        overridden_secret: null,
        aliased_secret: null,
        owned_by: null,
        updated_at: null,
        enable_interpolation_in_file: null,
      },
    ],
    ['empty', { description: '', owned_by: '', variable_type: '' }],
  ])('reads %s parts alike', (_, parts) => {
    expect(readSecret({ ...SECRET, ...parts })).toEqual(plain);
  });

  it.each(['overridden_secret', 'overridden_variable'])('knows an override by %s', (name) => {
    const link = { id: uuidOf(6), key: 'KEY', scope: 'PROJECT' };
    expect(readSecret({ ...SECRET, [name]: { ...link, value: 'x', mount_path: null } })).toEqual({
      ...plain,
      overrides: link,
    });
  });

  it.each(['aliased_secret', 'aliased_variable'])('knows an alias by %s', (name) => {
    const link = { id: uuidOf(6), key: 'OTHER', scope: 'PROJECT' };
    expect(readSecret({ ...SECRET, [name]: link })).toEqual({ ...plain, aliasOf: link });
  });

  it('keeps words that it does not know', () => {
    expect(readSecret({ ...SECRET, scope: 'GALAXY', variable_type: 'HOLOGRAM' })).toMatchObject({
      scope: 'GALAXY',
      type: 'HOLOGRAM',
    });
  });

  it('takes the later time, and a time without a zone as UTC', () => {
    expect(readSecret({ ...SECRET, updated_at: '2026-02-01T00:00:00.123456' })?.ownTime).toBe(
      Date.UTC(2026, 1, 1, 0, 0, 0, 123),
    );
    expect(readSecret({ ...SECRET, updated_at: '2025-02-01T00:00:00Z' })?.ownTime).toBe(Date.UTC(2026, 0, 1));
    expect(readSecret({ ...SECRET, created_at: 'soon' })?.ownTime).toBe(0);
  });

  it.each([
    null,
    7,
    'text',
    [],
    {},
    { ...SECRET, id: 7 },
    { ...SECRET, key: '' },
    { ...SECRET, scope: null },
  ])('refuses %j', (json) => {
    expect(readSecret(json)).toBeNull();
  });

  it('leaves out variables that are no secrets, and refuses a list with a broken entry', () => {
    expect(
      readSecrets({
        results: [
          { ...SECRET, is_secret: true },
          { ...SECRET, is_secret: false },
        ],
      }),
    ).toHaveLength(1);
    expect(readSecrets({ results: [SECRET, {}] })).toBeNull();
    expect(readSecrets({ results: [SECRET, null] })).toBeNull();
    expect(readSecrets({})).toBeNull();
  });
});
