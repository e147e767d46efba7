import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../src/sandbox/http/server.js';
import { realClock } from '../../support/clock.js';
import { findHarm, findingsOf } from '../../support/findings.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { ALIAS_BOMB, DEEP, DEEP_JSON } from '../../support/hostile-yaml.js';
import { seedOf } from '../../support/leak-sources.js';
import { runBin } from '../../support/run-bin.js';

const HEAD = 'version: 1\norganization: Acme\nproject: shop\nenvironment: production\n';
const withEntry = (entry: string): string => `${HEAD}overrides: [{ ${entry}, valueFrom: { env: HOME } }]\n`;

/** Manifests that are refused for what they are: the code, and the text. */
const HOSTILE: Readonly<Record<string, readonly [code: string, text: string]>> = {
  'bomb.yaml': ['alias-bomb', `${ALIAS_BOMB}${HEAD}overrides: []\n`],
  'bomb-in-the-list.yaml': ['alias-bomb', `${ALIAS_BOMB}${HEAD}overrides: *i\n`],
  'deep-blocks.yaml': [
    'too-deep',
    Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
  ],
  'deep-open.yaml': ['too-deep', `${HEAD}overrides: ${'['.repeat(DEEP)}`],
  'deep-closed.yaml': ['too-deep', `${HEAD}overrides: ${'['.repeat(DEEP)}${']'.repeat(DEEP)}\n`],
  'deep-lists.yaml': ['too-deep', `${HEAD}overrides:\n${'- '.repeat(DEEP)}x\n`],
  'deep.json': ['too-deep', `{"version": 1, "overrides": ${DEEP_JSON}}`],
  'escape-in-name.yaml': ['bad-format', withEntry('application: "a\\e[2Jb", secret: DB')],
  'bell-in-key.yaml': ['bad-format', withEntry('application: checkout, secret: "DB\\u0007"')],
  'line-in-name.yaml': ['bad-format', withEntry('application: "a\\n::stop-commands::x", secret: DB')],
};

describe('bombs, nesting without end and control characters in names', () => {
  let folder: TestFolder;
  let sandbox: Sandbox;

  beforeAll(async () => {
    folder = makeFolder(
      Object.fromEntries(Object.entries(HOSTILE).map(([name, [, text]]) => [`overrides/${name}`, text])),
    );
    sandbox = await startSandbox({ clock: realClock, newId: () => randomUUID(), seed: seedOf(['DB']) });
  });

  afterAll(async () => {
    await sandbox.close();
    folder.remove();
  });

  // As processes, because the stack of a test runner is not that of the tool.
  it.each([
    { command: ['validate'], format: 'json' },
    { command: ['plan'], format: 'text' },
    { command: ['plan'], format: 'json' },
    { command: ['apply', '-y'], format: 'text' },
    { command: ['apply', '-y'], format: 'json' },
  ] as const)('are refused before any request: $command, as $format', async ({ command, format }) => {
    const run = await runBin([...command, '--format', format], {
      cwd: folder.path,
      env: { QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'any' },
    });
    expect(run.exitCode, run.stderr).toBe(1);
    expect(run.stderr + run.stdout).not.toContain('internal-error');
    expect(findHarm(run.stderr + run.stdout)).toEqual([]);
    const found = findingsOf(run, format).map((finding) => finding.replace(/:\d+:\d+$/, ''));
    const expected = Object.entries(HOSTILE).map(([name, [code]]) => `${code} overrides/${name}`);
    expect(found).toEqual(expected.toSorted());
    expect(sandbox.requests).toEqual([]);
  });
});
