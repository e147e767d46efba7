import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { runInProcess } from '../../support/run-cli.js';

interface Report {
  readonly diagnostics: readonly {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
  }[];
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

  /** What a run shows as its failure, and whether that is a JSON object of its own. */
  const failing = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { exitCode, stdout, stderr } = await runInProcess(argv, { cwd: folder.path, env });
    expect(exitCode).toBe(1);
    return { stdout, stderr, isJson: stdout.startsWith('{') };
  };

  it.each([
    ['the last of several', ['plan', '--format', 'json', '--format', 'text', 'bad.yaml'], false],
    [
      'the last of several, the other way round',
      ['plan', '--format=text', '--format=json', 'bad.yaml'],
      true,
    ],
    ['none in the value of another flag', ['plan', '--target', 'a --format json b', 'bad.yaml'], false],
    ['none that is the value of another flag', ['plan', '--target', '--format=json', 'bad.yaml'], false],
    ['none after --', ['plan', '--', '--format', 'json'], false],
    ['one after a path', ['plan', 'bad.yaml', '--format', 'json'], true],
  ])('fails in the format of the flags as they are parsed: %s', async (_name, argv, isJson) => {
    const run = await failing(argv, { QOVERY_API_TOKEN: 'any' });
    expect(run.isJson).toBe(isJson);
    if (!isJson) expect(run.stdout).toBe('');
    expect(run.stderr).toContain('error[');
  });

  it.each([
    ['before the mistake', ['plan', '--format', 'json', '--bogus'], true],
    ['after the mistake', ['plan', '--bogus', '--format', 'json'], true],
    ['after a value that is not allowed', ['plan', '--parallelism', 'x', '--format', 'json'], true],
    ['replaced by another', ['plan', '--format', 'json', '--format', 'text', '--bogus'], false],
    ['in the value of another flag', ['plan', '--target', '--format=json', '--bogus'], false],
    ['after --', ['plan', '--bogus', '--', '--format', 'json'], false],
    ['of a command that does not exist', ['plann', '--format', 'json'], true],
    ['that does not exist', ['plan', '--format', 'xml'], false],
  ])('answers a usage error in the format that stands %s', async (_name, argv, isJson) => {
    const run = await failing(argv);
    expect(run.isJson).toBe(isJson);
    if (isJson) {
      expect((JSON.parse(run.stdout) as Report).diagnostics).toMatchObject([{ code: 'usage' }]);
    } else {
      expect(run.stdout).toBe('');
    }
  });

  it('puts the errors of commander into the form of all others', async () => {
    const { stderr } = await failing(['plan', '--tarrget', 'x']);
    expect(stderr).toBe(
      "error[usage]: unknown option '--tarrget'\n  hint: did you mean --target?\n\n" +
        'Run qoverride plan --help for the flags and examples.\n',
    );
  });

  it.each([
    [
      ['plan', '--parallelism', '0'],
      "option '--parallelism <n>' argument '0' is invalid",
      'give a whole number of at least 1',
    ],
    [
      ['plan', '--format', 'xml'],
      "option '--format <format>' argument 'xml' is invalid",
      'allowed choices are text, json, markdown',
    ],
    [['plann'], "unknown command 'plann'", 'did you mean plan?'],
  ])('says of %j what is wrong, and what to do', async (argv, message, hint) => {
    const { stdout } = await failing([
      ...argv,
      '--format=json',
      ...(argv.includes('xml') ? ['--format=xml'] : []),
    ]);
    expect((JSON.parse(stdout) as Report).diagnostics).toMatchObject([{ code: 'usage', message, hint }]);
  });

  it('escapes what somebody else may have put on the command line', async () => {
    const { stderr } = await failing(['plan', '--bogus\u001b[2J']);
    expect(stderr).not.toContain('\u001b[2J');
  });

  it('gives the Markdown of a failure to a job summary, whatever the format', async () => {
    folder.write('summary.md', '');
    const env = { GITHUB_STEP_SUMMARY: `${folder.path}/summary.md`, QOVERY_API_TOKEN: 'any' };
    await failing(['plan', '--summary', '--format', 'json', 'bad.yaml'], env);
    expect(readFileSync(`${folder.path}/summary.md`, 'utf8')).toContain('### qoverride plan: failed');
  });
});
