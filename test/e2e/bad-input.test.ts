import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { runBin } from '../support/run-bin.js';
import type { CliRun } from '../support/run-cli.js';
import { KEY, seedShop } from '../support/worlds/index.js';

const manifest = (overrides: string): string =>
  `version: 1\norganization: Acme\nproject: shop\nenvironment: production\noverrides:\n${overrides}`;

const GOOD = manifest(`  - application: checkout\n    secret: DB\n    valueFrom: { env: DB }\n`);

describe('what somebody may get wrong', () => {
  let sandbox: Sandbox;
  let folder: TestFolder;
  const servers: Server[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({
      token: 'right',
      clock: realClock,
      newId: () => randomUUID(),
      seed: seedShop({
        production: [{ key: 'DB', value: 'above' }],
        services: [
          {
            name: 'checkout',
            type: 'APPLICATION',
            secrets: [{ key: 'OWN', value: 'below' }],
          },
        ],
      }),
    });
    folder = makeFolder({ 'overrides/good.yaml': GOOD });
  });

  afterAll(async () => {
    await sandbox.close();
    folder.remove();
    for (const server of servers) server.close();
  });

  const run = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliRun> =>
    runBin(argv, {
      cwd: folder.path,
      env: {
        QOVERY_API_URL: sandbox.url,
        QOVERY_API_TOKEN: 'right',
        QOVERRIDE_KEY: KEY,
        DB: 'wanted',
        ...env,
      },
    });

  const serve = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  const expectFailure = (result: CliRun, ...texts: readonly string[]): void => {
    expect(result.exitCode, result.stderr).toBe(1);
    for (const text of texts) expect(result.stderr).toContain(text);
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(result.stderr).not.toContain('internal-error');
  };

  it('no token', async () => {
    expectFailure(await run(['plan'], { QOVERY_API_TOKEN: '' }), 'error[no-token]', 'QOVERY_API_TOKEN');
  });

  it('a wrong token', async () => {
    const result = await run(['plan'], { QOVERY_API_TOKEN: 'a-wrong-token' });
    expectFailure(result, 'error[unauthorized]');
    expect(result.stderr).not.toContain('a-wrong-token');
  });

  it('an unreachable host', async () => {
    const result = await run(['plan', '--retry-for', '100ms'], { QOVERY_API_URL: 'http://127.0.0.1:1' });
    expectFailure(result, 'error[unreachable]', '127.0.0.1:1');
  });

  it('an address that is not https', async () => {
    expectFailure(await run(['plan'], { QOVERY_API_URL: 'http://example.com' }), 'https');
  });

  it('an HTML page instead of the API', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Welcome</body></html>');
    });
    expectFailure(
      await run(['plan', '--retry-for', '100ms'], { QOVERY_API_URL: url }),
      'error[not-json]',
      'text/html',
    );
  });

  it('a truncated JSON answer', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"results": [{"id": "');
    });
    expectFailure(
      await run(['plan', '--retry-for', '100ms'], { QOVERY_API_URL: url }),
      'error[unexpected-answer]',
    );
  });

  it('a redirect', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    });
    expectFailure(await run(['plan'], { QOVERY_API_URL: url }), 'error[redirected]');
  });

  it('a service that is not there', async () => {
    folder.write('typo.yaml', GOOD.replace('checkout', 'chekout'));
    expectFailure(
      await run(['plan', 'typo.yaml']),
      'error[no-service]',
      'typo.yaml:6:18',
      'did you mean',
      'checkout',
    );
  });

  it('a secret that is not there', async () => {
    folder.write('typo-key.yaml', GOOD.replace('secret: DB', 'secret: DP'));
    expectFailure(
      await run(['plan', 'typo-key.yaml']),
      'error[no-parent]',
      'typo-key.yaml:7',
      'did you mean',
      'DB',
    );
  });

  it('a secret that exists only at the service itself', async () => {
    folder.write('own.yaml', GOOD.replace('secret: DB', 'secret: OWN'));
    expectFailure(await run(['plan', 'own.yaml']), 'error[no-parent]', 'own');
  });

  it('a description one character too long', async () => {
    const room = 255 - '[qoverride:1:default:toxy00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]'.length - 1;
    folder.write('fits.yaml', `${GOOD}    description: ${'d'.repeat(room)}\n`);
    folder.write('long.yaml', `${GOOD}    description: ${'d'.repeat(room + 1)}\n`);
    expect((await run(['validate', 'fits.yaml'])).exitCode).toBe(0);
    expectFailure(await run(['validate', 'long.yaml']), 'error[description-too-long]', 'long.yaml:9:18');
  });

  it('a folder without manifests', async () => {
    folder.write('empty/.keep', '');
    expectFailure(await run(['plan', 'empty']), 'empty');
  });

  it('a path that does not exist', async () => {
    expectFailure(await run(['plan', 'nowhere.yaml']), 'nowhere.yaml');
  });

  it('a file of another kind', async () => {
    folder.write('picture.png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0]));
    expectFailure(await run(['validate', 'picture.png']), 'picture.png');
  });

  it('an unknown flag, an unknown command, and a duration without a unit', async () => {
    expectFailure(await run(['plan', '--tarjet', 'x']), '--target');
    expectFailure(await run(['pln']), 'plan');
    expectFailure(await run(['plan', '--timeout', '30']), '500ms, 2s or 5m');
  });

  it('an environment variable that is not set', async () => {
    expectFailure(await run(['plan'], { DB: '' }), 'good.yaml:8', 'DB');
  });

  it('a fingerprint key that is too short', async () => {
    const result = await run(['plan'], { QOVERRIDE_KEY: 'too-short-a-key' });
    expectFailure(result, 'error[key-too-short]', '32');
    expect(result.stderr).not.toContain('too-short-a-key');
  });

  it('apply where nobody can answer', async () => {
    const before = sandbox.requests.length;
    expectFailure(await run(['apply']), 'error[not-confirmed]', '--auto-approve');
    expect(sandbox.requests.length).toBe(before);
  });

  it('as JSON, each of them is one object on standard output', async () => {
    for (const argv of [
      ['plan', '--format', 'json', '--tarjet'],
      ['apply', '--format=json'],
      ['plan', 'typo.yaml', '--format=json'],
    ]) {
      const result = await run(argv);
      expect(result.exitCode).toBe(1);
      expect(JSON.parse(result.stdout)).toMatchObject({
        formatVersion: '1.1',
        diagnostics: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]),
      });
    }
  });

  it('as text, where the last of several formats is text, or JSON is only in the value of another flag', async () => {
    for (const argv of [
      ['plan', '--format', 'json', '--format', 'text', 'nowhere.yaml'],
      ['plan', '--target', 'a --format json b', 'nowhere.yaml'],
      ['plan', '--format', 'json', '--format', 'text', '--tarjet'],
    ]) {
      const result = await run(argv);
      expect(result.exitCode).toBe(1);
      expect(result.stdout).toBe('');
      expect(result.stderr).toContain('error[');
    }
  });
});
