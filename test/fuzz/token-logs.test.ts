import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { makeFolder } from '../support/folder.js';
import { runBin } from '../support/run-bin.js';
import { expectNoSecret } from './fuzz.js';
import { SECRET } from './inputs.js';
import { seedShop } from '../support/worlds/index.js';

const MANIFEST = `version: 1
organization: Acme
project: shop
environment: production
overrides:
  - application: checkout
    secret: TOKEN
    value: ${SECRET}
  - application: checkout
    secret: OTHER
    valueFrom: { exec: { command: [cat, values.txt], format: yaml, path: [token] } }
`;

const SEED = seedShop({
  shop: [{ key: 'TOKEN' }, { key: 'OTHER' }],
  services: [{ name: 'checkout', type: 'APPLICATION' as const }],
});

const COMMANDS = [['validate'], ['plan', '--allow-exec']] as const;

// The `yaml` package prints every token it reads where `LOG_TOKENS` is set, and every document where `LOG_STREAM` is.
it(
  'variables that make the YAML parser print what it reads change nothing',
  { timeout: 60_000 },
  async () => {
    const folder = makeFolder({
      'overrides/m.yaml': MANIFEST,
      'overrides/values.txt': `token: "${SECRET}"\nmore: [${SECRET}]\n`,
    });
    const sandbox = await startSandbox({
      seed: SEED,
      limit: null,
      clock: realClock,
      newId: () => randomUUID(),
    });
    try {
      const env = {
        QOVERY_API_URL: sandbox.url,
        QOVERY_API_TOKEN: 't',
        QOVERRIDE_KEY: 'a fingerprint key for tests, of 32 bytes or more',
        LOG_TOKENS: '1',
        LOG_STREAM: '1',
      };
      for (const command of COMMANDS) {
        const { exitCode, stdout, stderr } = await runBin(command, { cwd: folder.path, env });
        expect(stderr).not.toContain('error');
        expect(exitCode).toBe(0);
        expectNoSecret(stdout, stderr);
      }
    } finally {
      await sandbox.close();
      folder.remove();
    }
  },
);
