import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  apply,
  Failure,
  startSandbox,
  validate,
  type ApplyOptions,
  type Diagnostic,
  type Sandbox,
} from '../../../src/index.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import {
  ENVIRONMENT_ID,
  KEY,
  ORGANIZATION_ID,
  PROJECT_ID,
  seedShop,
  uuidOf,
} from '../../support/worlds/index.js';

const NAMES = { organization: 'Acme', project: 'shop', environment: 'production' } as const;
const IDS = { organization: ORGANIZATION_ID, project: PROJECT_ID, environment: ENVIRONMENT_ID } as const;
const PROPERTIES = ['organization', 'project', 'environment'] as const;

const manifest = (names: Readonly<Record<string, string>>): string =>
  [
    'version: 1',
    ...Object.entries(names).map(([property, name]) => `${property}: ${name}`),
    'overrides:',
    '  - { application: checkout, secret: TOKEN, valueFrom: { env: TOKEN } }',
    '',
  ].join('\n');

describe('a target that is given twice', () => {
  let sandbox: Sandbox;
  let folder: TestFolder;

  beforeAll(async () => {
    folder = makeFolder({});
    sandbox = await startSandbox({
      seed: seedShop({
        production: ['TOKEN'],
        services: [{ name: 'checkout', type: 'APPLICATION' }],
        environments: [{ name: 'staging' }],
      }),
    });
  });
  afterAll(async () => {
    folder.remove();
    await sandbox.close();
  });
  beforeEach(() => folder.write('overrides/a.yaml', manifest(NAMES)));

  const findings = async (options: Partial<ApplyOptions>): Promise<readonly Diagnostic[]> => {
    const { diagnostics } = await validate({ cwd: folder.path, ...options });
    const before = sandbox.requests.length;
    const run = apply({
      apiUrl: sandbox.url,
      token: 'any',
      cwd: folder.path,
      key: KEY,
      ...options,
      env: { TOKEN: 'below', ...options.env },
    });
    const failure: unknown = await run.then(
      () => null,
      (error: unknown) => error,
    );
    const found = failure instanceof Failure ? failure.diagnostics : [];
    if (failure !== null) expect(failure).toMatchObject({ code: 'invalid-manifests' });
    if (diagnostics.length > 0) {
      expect(found).toEqual(diagnostics);
      expect(sandbox.requests.length).toBe(before);
    }
    return found;
  };

  it.each(PROPERTIES)('names the %s exactly, although only one exists', async (property) => {
    const spelled = NAMES[property].toUpperCase();
    for (const options of [
      { [property]: spelled },
      { env: { [`QOVERY_${property.toUpperCase()}`]: spelled } },
    ]) {
      expect(await findings(options)).toMatchObject([
        { code: 'target-conflict', hint: 'Qovery may have both: spell the name the same way in both places' },
      ]);
    }
    expect(await findings({ env: { [`QOVERY_${property.toUpperCase()}`]: 'another' } })).toEqual([]);
  });

  it.each(PROPERTIES)('compares the UUID of the %s with its name by id', async (property) => {
    expect(await findings({ [property]: IDS[property].toUpperCase() })).toEqual([]);
    expect(await findings({ [property]: uuidOf(999) })).toMatchObject([
      { code: 'target-conflict', location: { column: 1 } },
    ]);
    folder.write('overrides/a.yaml', manifest({ ...NAMES, [property]: IDS[property] }));
    expect(await findings({ [property]: IDS[property].toUpperCase() })).toEqual([]);
    expect(await findings({ [property]: NAMES[property] })).toEqual([]);
    const [other] = await findings({ [property]: property === 'environment' ? 'staging' : 'other' });
    expect(other).toMatchObject({ code: 'target-conflict' });
    expect(other?.frame).toContain(`${property}: `);
  });
});
