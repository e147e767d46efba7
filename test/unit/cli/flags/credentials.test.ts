import { describe, expect, it } from 'vitest';
import { readCredential } from '../../../../src/text/credential.js';
import { runInProcess } from '../../../support/run-cli.js';
import { makeFolder } from '../../../support/folder.js';
import { KEY } from '../../../support/worlds/index.js';

describe('readCredential', () => {
  it.each([` a `, 'a\n', 'a\r\n', '\uFEFFa', '\ta \r\n\r\n'])('trims %j', (text) => {
    expect(readCredential(text, 'X')).toBe('a');
  });

  it.each([undefined, null, ''])('takes %j for none', (text) => {
    expect(readCredential(text, 'X')).toBeNull();
  });

  it.each([
    [' \n', 'blank-credential'],
    ['\uFEFF', 'blank-credential'],
    ['a\nb', 'several-lines'],
    ['a\rb', 'several-lines'],
  ])('refuses %j', (text, code) => {
    expect(() => readCredential(text, 'X')).toThrow(expect.objectContaining({ code }));
  });
});

const LIST = `${'x'.repeat(43)},${'y'.repeat(43)}`;
const MANIFEST = 'version: 1\norganization: A\nproject: p\nenvironment: e\noverrides: []\n';

describe('a key or token that is set to something it cannot be', () => {
  it.each([
    [{ QOVERY_API_TOKEN: ' \n', QOVERY_CLI_ACCESS_TOKEN: 'x' }, 'QOVERY_API_TOKEN contains only white space'],
    [
      { QOVERY_API_TOKEN: '', QOVERY_CLI_ACCESS_TOKEN: 'x\ny' },
      'QOVERY_CLI_ACCESS_TOKEN contains several lines',
    ],
    [{ QOVERY_API_TOKEN: 'x', QOVERRIDE_KEY: ' ' }, 'QOVERRIDE_KEY contains only white space'],
    [{ QOVERY_API_TOKEN: 'x', QOVERRIDE_KEY: `${KEY}\n${KEY}` }, 'QOVERRIDE_KEY contains several lines'],
    [
      { QOVERY_API_TOKEN: 'x', QOVERRIDE_KEY: KEY, QOVERRIDE_OLD_KEYS: ' \n ' },
      'old keys contains only white space',
    ],
    [{ QOVERY_API_TOKEN: 'x', QOVERRIDE_KEY: KEY, QOVERRIDE_OLD_KEYS: LIST }, 'looks like a list'],
  ])('is an error that says so: %j', async (env, message) => {
    const folder = makeFolder({ 'overrides/a.yaml': MANIFEST });
    const run = await runInProcess(['plan'], { cwd: folder.path, env });
    folder.remove();
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain(message);
    expect(run.stderr).not.toContain(KEY);
  });
});
