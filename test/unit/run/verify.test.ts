import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  apply,
  startSandbox,
  type ApplyOptions,
  type ApplyResult,
  type Sandbox,
} from '../../../src/index.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { KEY, OTHER_KEY, seedShop } from '../../support/worlds/index.js';

const KEYS = ['A', 'B', 'C'];
const MANIFEST = `version: 1
stack: storefront
organization: Acme
project: shop
environment: production
overrides:
  - { applications: [checkout, worker], secrets: [${KEYS.join(', ')}], valueFrom: { env: V } }
`;

describe('apply --verify', () => {
  let sandbox: Sandbox;
  let folder: TestFolder;

  beforeEach(async () => {
    sandbox = await startSandbox({
      limit: 1_000_000,
      tokens: [{ token: 'any' }, { token: 'jane', name: 'Jane Doe' }],
      seed: seedShop({
        production: KEYS.map((key) => ({ key, value: 'above' })),
        services: [
          { name: 'checkout', type: 'APPLICATION' },
          { name: 'worker', type: 'APPLICATION' },
        ],
      }),
    });
    folder = makeFolder({ 'overrides/a.yaml': MANIFEST });
  });
  afterEach(async () => {
    folder.remove();
    await sandbox.close();
  });

  const run = (value: string, more: Partial<ApplyOptions> = {}): Promise<ApplyResult> =>
    apply({
      apiUrl: sandbox.url,
      token: 'any',
      cwd: folder.path,
      key: KEY,
      env: { V: value },
      verify: true,
      ...more,
    });

  /** Which of the values are live now. */
  const findLive = async (values: readonly string[]): Promise<readonly string[]> => {
    const skip = ['value-changed', 'edited-outside'] as const;
    const found = await Promise.all(
      values.map(async (value) => {
        const { plan } = await run(value, { skip, verify: false });
        return plan.summary.inSync > 0 ? value : null;
      }),
    );
    return found.filter((value) => value !== null);
  };

  /** A run whose writes start a little later each, so that two runs get in each other's way. */
  const runSlowly = (value: string): Promise<boolean> => {
    const pause = (): Promise<void> => setTimeout(Math.random() * 4);
    return run(value, {
      parallelism: 2,
      wrapWriter: (writer) => ({
        ...writer,
        create: (operation) => pause().then(() => writer.create(operation)),
        update: (operation) => pause().then(() => writer.update(operation)),
      }),
    }).then(({ isComplete }) => isComplete);
  };

  it('costs one request for each service that was written, and passes where nobody interferes', async () => {
    const first = await run('one');
    expect(first).toMatchObject({ isComplete: true });
    // Two for names and one list a service; six writes; one more list a service.
    expect(first.requests.made).toBe(4 + 6 + 2);
    expect((await run('one')).requests.made).toBe(4);
  });

  it.each<[string, Partial<ApplyOptions>, string]>([
    ['another run writes another value', { env: { V: 'two' } }, 'another run of qoverride'],
    ['another key writes the same value', { key: OTHER_KEY, oldKeys: [] }, 'with another key'],
  ])('fails what is not in force any more: %s', async (_what, other, message) => {
    let isFirst = true;
    const seen: string[] = [];
    const result = await run('one', {
      onOutcome: ({ outcome }) => {
        seen.push(outcome);
      },
      wrapWriter: (writer) => ({
        ...writer,
        create: async (operation) => {
          const written = await writer.create(operation);
          if (isFirst) {
            isFirst = false;
            await run('one', { ...other, target: [operation.change.address], verify: false });
          }
          return written;
        },
      }),
    });
    const failed = result.outcomes.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ error }) => error)).toMatchObject([
      { code: 'overwritten', message: expect.stringContaining(message) },
    ]);
    expect(result.isComplete).toBe(false);
    // The receipt gets a line of its own.
    expect(seen).toEqual([...Array<string>(6).fill('applied'), 'failed']);
  });

  it('names who edited what was written, and when, with --who', async () => {
    let isFirst = true;
    const edit = async (): Promise<void> => {
      const { id, key } = sandbox.secrets().find(({ overrides }) => overrides !== null) ?? {
        id: '',
        key: '',
      };
      const answer = await fetch(`${sandbox.url}/variable/${id}`, {
        method: 'PUT',
        headers: {
          authorization: 'Token jane',
          'user-agent': 'Mozilla/5.0',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ key, value: 'typed by hand', description: 'Mine now' }),
      });
      expect(answer.status).toBe(200);
    };
    const result = await run('one', {
      who: true,
      wrapWriter: (writer) => ({
        ...writer,
        create: async (operation) => {
          const written = await writer.create(operation);
          if (isFirst) {
            isFirst = false;
            await edit();
          }
          return written;
        },
      }),
    });
    const failed = result.outcomes.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ error }) => error?.message)).toEqual([
      expect.stringMatching(
        /^written, but somebody has written it without our marker since: edited outside by Jane Doe from CONSOLE at 2\d{3}-\S+Z$/,
      ),
    ]);
    // Two for names, two lists, six writes, two lists, and one page of the event log.
    expect(result.requests.made).toBe(4 + 6 + 2 + 1);
  });

  it('tells of a mixed end in at least one of two runs, and passes the one that wrote everything, in 100 races', async () => {
    let mixed = 0;
    for (let race = 0; race < 100; race += 1) {
      const values = [`one ${String(race)}`, `two ${String(race)}`];
      const results = await Promise.all(values.map(runSlowly));
      const live = await findLive(values);
      if (live.length > 1) {
        mixed += 1;
        expect(results).toContain(false);
      } else {
        expect(results[values.indexOf(live[0] ?? '')]).toBe(true);
      }
    }
    // Without a mixed end, nothing was tried.
    expect(mixed).toBeGreaterThan(0);
  });
});
