import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apply, plan, startSandbox, type PlanOptions, type Sandbox } from '../../../src/index.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { KEY, seedShop } from '../../support/worlds/index.js';

const HEAD = 'version: 1\nstack: storefront\norganization: Acme\nproject: shop\nenvironment: production\n';
const entry = (service: string, key: string): string =>
  `  - { application: ${service}, secret: ${key}, valueFrom: { env: V } }\n`;

describe('pruning a large environment', () => {
  let sandbox: Sandbox;
  let folder: TestFolder;

  const write = (text: string): void => {
    folder.remove();
    folder = makeFolder({ 'overrides/a.yaml': HEAD + text });
  };

  beforeEach(async () => {
    folder = makeFolder({});
    const services = Array.from({ length: 30 }, (_, index) => ({
      name: `app-${String(index)}`,
      type: 'APPLICATION' as const,
    }));
    sandbox = await startSandbox({
      seed: seedShop({
        production: [
          { key: 'DB', value: 'above' },
          { key: 'TOKEN', value: 'above' },
        ],
        services,
      }),
    });
  });
  afterEach(async () => {
    folder.remove();
    await sandbox.close();
  });

  const options = (more: Partial<PlanOptions> = {}): PlanOptions => ({
    apiUrl: sandbox.url,
    token: 'any',
    cwd: folder.path,
    key: KEY,
    env: { V: 'value' },
    prune: true,
    ...more,
  });

  it('reads only what the target can match', async () => {
    write(`overrides:\n${entry('app-0', 'DB')}${entry('app-0', 'TOKEN')}${entry('app-1', 'DB')}`);
    expect((await apply(options())).isComplete).toBe(true);
    write(`overrides:\n${entry('app-0', 'DB')}`);
    const all = await plan(options());
    // Two for names, 30 services and the environment.
    expect(all.requests.made).toBe(33);
    expect(all.plan.summary.delete).toBe(2);
    const some = await plan(options({ target: ['**/app-0/*'] }));
    expect(some.requests.made).toBe(3);
    expect(some.plan.changes.map(({ address, action }) => `${action} ${address}`)).toEqual([
      'none shop/production/application/app-0/DB',
      'delete shop/production/application/app-0/TOKEN',
    ]);
    // A delete at the environment could take overrides of all services with it, so these are read.
    expect((await plan(options({ target: ['shop/production/*'] }))).requests.made).toBe(33);
  });
});
