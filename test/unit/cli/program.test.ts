import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { runInProcess } from '../../support/run-cli.js';

interface Report {
  readonly diagnostics: readonly { readonly code: string; readonly message: string; readonly hint: string }[];
}

const MANIFEST = `version: 1
organization: Acme
project: shop
environment: production
overrides:
  - { application: checkout, secret: TOKEN, valueFrom: { env: TOKEN } }
`;

describe('runCli', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = makeFolder({ 'overrides/a.yaml': MANIFEST });
  });
  afterEach(() => folder.remove());

  it.each(['validate', 'plan', 'apply', 'audit', 'init', 'keygen', 'schema', 'completion', 'sandbox'])(
    'refuses a mistyped flag of %s, as JSON where that was asked for',
    async (command) => {
      const run = await runInProcess([command, '--hlep', '--format=json'], { cwd: folder.path });
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain("unknown option '--hlep'");
      expect((JSON.parse(run.stdout) as Report).diagnostics).toMatchObject([
        { code: 'usage', message: "unknown option '--hlep'", hint: 'did you mean --help?' },
      ]);
    },
  );

  it.each(['validate', 'plan', 'audit'])('reports an interrupt of %s', async (command) => {
    const run = await runInProcess([command, '--format', 'json'], {
      cwd: folder.path,
      env: { TOKEN: 'below', QOVERY_API_TOKEN: 'any', QOVERY_API_URL: 'http://127.0.0.1:1' },
      interrupt: AbortSignal.abort(),
    });
    expect(run.exitCode).toBe(130);
    expect((JSON.parse(run.stdout) as Report).diagnostics).toMatchObject([{ code: 'interrupted' }]);
  });
});
