import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apply, Failure, startSandbox, type ApplyOptions, type Sandbox } from '../../../src/index.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { KEY, PROJECT_ID, seedShop } from '../../support/worlds/index.js';

const manifest = (names: Readonly<Record<string, string>>, ...overrides: readonly string[]): string =>
  [
    'version: 1',
    ...Object.entries({
      organization: 'Acme',
      project: 'shop',
      environment: 'production',
      stack: 'front',
      ...names,
    }).map(([property, name]) => `${property}: ${name}`),
    overrides.length === 0 ? 'overrides: []' : 'overrides:',
    ...overrides.map((secret) =>
      secret === 'TOP'
        ? '  - { scope: project, secret: TOP, valueFrom: { env: TOKEN } }'
        : `  - { application: checkout, secret: ${secret}, valueFrom: { env: TOKEN } }`,
    ),
    '',
  ].join('\n');

describe('pruning with a part of the manifests', () => {
  let sandbox: Sandbox;
  let folder: TestFolder;

  beforeEach(async () => {
    folder = makeFolder({
      'overrides/a.yaml': manifest({}, 'A'),
      'overrides/b.yaml': manifest({}, 'B'),
    });
    sandbox = await startSandbox({
      seed: seedShop({
        production: ['A', 'B'],
        services: [{ name: 'checkout', type: 'APPLICATION' }],
        environments: [{ name: 'staging' }],
      }),
    });
    await run({});
  });
  afterEach(async () => {
    folder.remove();
    await sandbox.close();
  });

  const run = async (options: Partial<ApplyOptions>) => {
    try {
      const { outcomes } = await apply({
        apiUrl: sandbox.url,
        token: 'any',
        cwd: folder.path,
        key: KEY,
        env: { TOKEN: 'below' },
        ...options,
      });
      return outcomes.flatMap(({ change, outcome }) =>
        outcome === 'applied' ? `${change.action} ${change.secretKey}` : [],
      );
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { code: error.code, files: error.diagnostics.map(({ location }) => location?.file) };
    }
  };

  const REFUSED = { code: 'prune-partial', files: ['overrides/b.yaml'] };

  it.each([[['overrides/a.yaml']], [['overrides/a*']]])(
    'is refused for %s before anything is sent',
    async (paths) => {
      const before = sandbox.requests.length;
      expect(await run({ prune: true, paths })).toEqual(REFUSED);
      expect(sandbox.requests.length).toBe(before);
      expect(await run({ paths })).toEqual([]);
      expect(await run({ prune: true, paths: ['overrides'] })).toEqual([]);
      expect(await run({ prune: true, paths: ['overrides/a.yaml', 'overrides/b.yaml'] })).toEqual([]);
      expect(await run({ prune: true, prunePartial: true, paths })).toEqual(['delete B']);
    },
  );

  it('is refused where a sibling writes the same place in another way', async () => {
    const paths = ['overrides/a.yaml'];
    folder.write('overrides/b.yaml', manifest({ project: PROJECT_ID }, 'B'));
    expect(await run({ prune: true, paths })).toEqual(REFUSED);
    folder.write('overrides/b.yaml', `${manifest({}, 'B')}<<<<<<< HEAD\n`);
    expect(await run({ prune: true, paths })).toEqual(REFUSED);
    folder.write('overrides/b.yaml', manifest({ environment: '' }, 'B').replace('environment: \n', ''));
    expect(await run({ prune: true, paths, environment: 'production' })).toEqual(REFUSED);
  });

  it('is refused for the whole project where both declare an override of it', async () => {
    const paths = ['overrides/a.yaml'];
    folder.write('overrides/a.yaml', manifest({}, 'A', 'B', 'TOP'));
    folder.write('overrides/b.yaml', manifest({ environment: 'staging' }, 'TOP'));
    expect(await run({ prune: true, paths })).toEqual(REFUSED);
  });

  it('takes no notice of other stacks, other environments and what is no manifest', async () => {
    folder.write('overrides/b.yaml', manifest({ stack: 'back' }, 'B'));
    folder.write('overrides/c.yaml', manifest({ environment: 'staging' }));
    folder.write('overrides/compose.yaml', 'services: {}\n');
    folder.write('overrides/chart.yaml', '{{ if .Values.on }}\nstack: {{ .Values.stack }}\n');
    expect(await run({ prune: true, paths: ['overrides/a.yaml'] })).toEqual(['delete B']);
  });
});
