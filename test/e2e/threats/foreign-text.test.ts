import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../src/sandbox/http/server.js';
import type { SandboxSeed } from '../../../src/sandbox/seed/seed.js';
import { realClock } from '../../support/clock.js';
import { findHarm } from '../../support/findings.js';
import { makeFolder } from '../../support/folder.js';
import { runBin } from '../../support/run-bin.js';
import { seedShop } from '../../support/worlds/index.js';

/** What moves a cursor and sets a title, reorders text, and speaks to CI systems. */
const HOSTILE =
  '\u001b]0;owned\u0007\u001b[2J \u202e\u2066gnp.\u200b \n::stop-commands::x \r##[group]##vso[task]';

const SEED: SandboxSeed = seedShop({
  production: ['DB', '::DB', 'LIVE', 'FOREIGN'],
  services: [
    {
      name: '::checkout',
      type: 'APPLICATION',
      secrets: [
        { key: 'LIVE', overrides: true, description: HOSTILE },
        { key: 'FOREIGN', overrides: true, ownedBy: HOSTILE },
      ],
    },
    { name: `::checkouts${HOSTILE}`, type: 'APPLICATION' },
  ],
});

const DESCRIPTION = JSON.stringify(`mine ${HOSTILE}`);
const MANIFEST = `version: 1
organization: Acme
project: shop
environment: production
overrides:
  - { application: "::checkout", secret: "::DB", valueFrom: { env: VALUE }, description: ${DESCRIPTION} }
  - { application: "::checkout", secret: LIVE, valueFrom: { env: VALUE }, description: ${DESCRIPTION} }
  - { application: "::checkout", secret: FOREIGN, valueFrom: { env: VALUE } }
  - { application: "::checkouts", secret: DB, valueFrom: { env: VALUE } }
  - { application: "##[group]", secret: DB, valueFrom: { env: "##[endgroup]" } }
  - { application: "::checkout", secret: "::DBB", valueFrom: { file: { path: "::set-env name=X::\u202e" } } }
`;

describe('text of strangers, in manifests and on Qovery, is printed harmless', () => {
  it.each([
    { command: ['plan', '--debug'], format: 'text' },
    { command: ['plan'], format: 'json' },
    { command: ['apply', '-y', '--skip-blocked'], format: 'text' },
    { command: ['apply', '-y', '--skip-blocked'], format: 'json' },
  ] as const)('$command, as $format', async ({ command, format }) => {
    const sandbox = await startSandbox({ clock: realClock, newId: () => randomUUID(), seed: SEED });
    const folder = makeFolder({ 'overrides/::set-output name=x::y.yaml': MANIFEST });
    const run = await runBin([...command, '--format', format], {
      cwd: folder.path,
      env: { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'any', VALUE: 'wanted' },
    });
    const said = run.stdout + run.stderr;
    expect(findHarm(said)).toEqual([]);
    expect(said).not.toContain('internal-error');
    expect(run.exitCode, said).toBe(command[0] === 'apply' ? 0 : 1);
    const title = format === 'json' ? String.raw`\u001b]0;owned` : String.raw`\u{1b}]0;owned`;
    for (const text of [title, 'foreign-owner', 'no-service', 'no-parent']) expect(said).toContain(text);
    await sandbox.close();
    folder.remove();
  });
});
