import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder } from '../support/folder.js';
import { runInProcess } from '../support/run-cli.js';
import { seedShop, uuidOf as id } from '../support/worlds/index.js';

const VALUE = { valueFrom: { env: 'VALUE' } };

interface Report {
  readonly formatVersion: string;
  readonly requests: { readonly made: number };
  readonly changes: readonly { readonly address: string; readonly action: string; readonly reason: string }[];
  readonly diagnostics: readonly {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
  }[];
}

/** Plans overrides of these secrets at two services, where the project has one of each kind. */
const planFor = async (overrides: readonly object[]): Promise<Report & { readonly output: string }> => {
  const sandbox = await startSandbox({
    clock: realClock,
    newId: () => randomUUID(),
    seed: seedShop({
      shop: [
        { key: 'LISTED', value: 'above' },
        { key: 'PLAIN', value: 'plaintext-of-a-variable', isSecret: false },
        { key: 'NICKNAME', aliasOf: 'PLAIN' },
        { key: 'VAULTED', value: 'name/of/reference', variableType: 'EXTERNAL_SECRET' },
      ],
      services: [
        { name: 'checkout', type: 'APPLICATION', id: id(100) },
        { name: 'worker', type: 'HELM', id: id(101) },
      ],
    }),
  });
  const manifest = { version: 1, stack: 'storefront', project: 'shop', environment: 'production', overrides };
  const folder = makeFolder({ 'overrides/a.yaml': stringify(manifest) });
  onTestFinished(async () => {
    await sandbox.close();
    folder.remove();
  });
  const env = { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'x', VALUE: 'value-of-the-override' };
  const { stdout, stderr } = await runInProcess(['plan', '--format', 'json'], { cwd: folder.path, env });
  return { ...(JSON.parse(stdout) as Report), output: stdout + stderr };
};

it.each(['application: checkout', 'helm: worker'])(
  'says what has a key that no list shows, at %s',
  async (at) => {
    const [kind = '', name] = at.split(': ');
    const keys = ['LISTED', 'PLAIN', 'NICKNAME', 'VAULTED', 'NOWHERE'];
    const report = await planFor(keys.map((secret) => ({ [kind]: name, secret, ...VALUE })));
    expect(report.changes.map(({ action, reason }) => `${action} ${reason}`).toSorted()).toEqual([
      'blocked external-secret',
      'blocked no-parent',
      'blocked no-parent',
      'blocked no-parent',
      'create missing',
    ]);
    const said = report.diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n');
    expect(said).toContain('no-parent: "PLAIN" is a plain variable at project scope');
    expect(said).toContain('no-parent: "NICKNAME" is an alias at project scope');
    expect(said).toContain('external-secret: "VAULTED" is an external secret at project scope');
    expect(said).toContain('no-parent: no secret with the key "NOWHERE"');
    expect(report.output).not.toMatch(/plaintext-of-a-variable|name\/of\/reference/);
    expect([report.formatVersion, report.requests.made]).toEqual(['1.1', 2 + 1 + 1]);
  },
);

it('asks once for each scope that misses a secret, and for no other', async () => {
  const both = ['application', 'helm'].map((kind) => ({
    [kind]: kind === 'helm' ? 'worker' : 'checkout',
    secret: 'PLAIN',
    ...VALUE,
  }));
  expect((await planFor(both)).requests.made).toBe(2 + 2 + 2);
  const listed = { application: 'checkout', secret: 'LISTED', ...VALUE };
  expect((await planFor([listed])).requests.made).toBe(2 + 1);
  const optional = { helm: 'worker', secret: 'PLAIN', optional: true, ...VALUE };
  expect((await planFor([listed, optional])).requests.made).toBe(2 + 2);
});
