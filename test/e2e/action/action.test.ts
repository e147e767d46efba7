import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { COMMANDS, FLAG_INPUTS } from '../../../src/action/inputs.js';
import { KEY, overrides, setUp, TOKENS, VALUE, writes, type Bench } from '../../support/example-bench.js';
import { startGithub, type GithubApi, type GithubOptions } from '../../support/github/github-api.js';
import {
  ACTION,
  JOB_TOKEN,
  runAction,
  type ActionJob,
  type ActionRun,
} from '../../support/github/action-runner.js';
import { findLeak } from '../../support/leaks.js';
import { runBin } from '../../support/run-bin.js';

const READER = { QOVERY_API_TOKEN: 'read-only' };
const WRITER = { QOVERY_API_TOKEN: 'writer', QOVERRIDE_KEY: KEY, CHECKOUT_DATABASE_URL: VALUE };

const pullRequest = (from: string | null = 'acme/overrides') => ({
  number: 12,
  pull_request: { number: 12, head: { repo: from === null ? null : { full_name: from } } },
});

interface World {
  readonly bench: Bench;
  readonly github: GithubApi;
  readonly run: (
    inputs: Readonly<Record<string, string | number | boolean>>,
    options?: Partial<Omit<ActionJob, 'folder'>>,
  ) => Promise<ActionRun>;
}

let github: GithubApi | null = null;
afterEach(async () => {
  const problems = github?.problems;
  await github?.close();
  github = null;
  expect(problems ?? []).toEqual([]);
});

const start = async (options: Partial<GithubOptions> = {}): Promise<World> => {
  const bench = await setUp('github-actions', TOKENS);
  const api = await startGithub({ token: JOB_TOKEN, ...options });
  github = api;
  const run: World['run'] = async (inputs, { env = READER, ...job } = {}) => {
    const done = await runAction(
      {
        folder: bench.folder,
        event: 'pull_request',
        payload: pullRequest(),
        ...job,
        env: { QOVERY_API_URL: bench.sandbox.url, GITHUB_API_URL: api.url, ...env },
      },
      { with: inputs },
    );
    expect(
      findLeak(withoutMasks(done.stdout + done.stderr) + done.summary + JSON.stringify(done.outputs), VALUE),
    ).toBeNull();
    expect(done.stdout + done.stderr).not.toContain(JOB_TOKEN);
    return done;
  };
  return { bench, github: api, run };
};

/** What a runner shows: it takes masks out of the log. */
const withoutMasks = (output: string): string => output.replaceAll(/^::add-mask::.*$/gm, '');

const annotations = ({ stdout, stderr }: ActionRun): readonly string[] =>
  `${stdout}\n${stderr}`.split('\n').filter((line) => /^::(?:error|warning|notice)/.test(line));

describe('action.yml', () => {
  it('has every input that the action reads, and every output that it sets', () => {
    const own = [
      'command',
      'paths',
      'working-directory',
      'no-values',
      'mask-values',
      'fail-on-changes',
      'summary',
      'comment',
      'comment-author',
      'github-token',
    ];
    expect(Object.keys(ACTION.inputs).toSorted()).toEqual([...Object.keys(FLAG_INPUTS), ...own].toSorted());
    expect(Object.keys(ACTION.outputs)).toEqual(['exitcode', 'changes', 'summary', 'plan-file']);
    expect(ACTION.runs).toEqual({ using: 'node24', main: 'dist/action.js' });
  });

  it.each(COMMANDS)('has the flags of %s, and no other', async (command) => {
    const { stdout } = await runBin([command, '--help'], { cwd: '/' });
    const flags = new Set([...stdout.matchAll(/^ +(?:-\w, )?--([a-z-]+)/gm)].map(([, flag]) => flag));
    const inputs = Object.entries(FLAG_INPUTS).filter(([, { commands }]) => commands.includes(command));
    expect(inputs.map(([name]) => name).filter((name) => !flags.has(name))).toEqual([]);
    const made = [
      'help',
      'color',
      'no-color',
      'report',
      'code-quality',
      'summary',
      'detailed-exitcode',
      'auto-approve',
      'no-values',
      'mask-values',
    ];
    const known = new Set([
      ...made,
      ...(command === 'audit' ? [] : ['format']),
      ...inputs.map(([name]) => name),
    ]);
    expect([...flags].filter((flag) => !known.has(flag ?? ''))).toEqual([]);
  });
});

describe('the action', () => {
  it('plans a pull request without values, in a comment that it keeps up to date', async () => {
    const { bench, run, github: api } = await start();
    const planned = await run({ command: 'plan', strict: true });
    expect(planned).toMatchObject({
      exitCode: 0,
      outputs: { exitcode: '2', changes: '1', 'plan-file': '' },
    });
    expect(JSON.parse(planned.outputs['summary'] ?? '')).toMatchObject({ create: 1, update: 0, delete: 0 });
    expect(planned.stdout).toContain('value: not evaluated');
    expect(planned.summary).toContain('1 to create');
    expect(api.comments()).toMatchObject([{ body: expect.stringContaining('1 to create') as string }]);
    bench.folder.write('overrides/production.yaml', 'version: 1\noverides: []\n');
    const failed = await run({ command: 'plan', strict: true });
    expect(failed).toMatchObject({ exitCode: 1, outputs: { exitcode: '1' } });
    expect(annotations(failed)).toContainEqual(expect.stringContaining('title=unknown-property'));
    expect(api.comments()).toMatchObject([{ body: expect.stringContaining('unknown-property') as string }]);
    expect(writes(bench)).toEqual([]);
    expect(readdirSync(join(bench.folder.path, 'runner/temp'))).toEqual([]);
  });

  it('keeps two plans on one pull request apart', async () => {
    const { run, github: api } = await start();
    for (const id of ['eu', 'us', 'eu']) await run({ command: 'plan', 'comment-id': id });
    expect(api.comments().map(({ body }) => body.split('\n')[0])).toEqual([
      '<!-- qoverride plan eu -->',
      '<!-- qoverride plan us -->',
    ]);
  });

  it('goes on, with a warning, where the token may not comment', async () => {
    const { run, github: api } = await start({ readOnly: true });
    const planned = await run({ command: 'plan' });
    expect(planned.exitCode).toBe(0);
    expect(annotations(planned)).toEqual([expect.stringMatching(/^::warning title=comment-refused::/)]);
    expect(api.comments()).toEqual([]);
  });

  it.each([
    ['a fork', 'stranger/overrides'],
    ['a fork that is gone', null],
  ])('only validates a pull request from %s, which has no token', async (_, from) => {
    const { bench, run } = await start();
    const validated = await run(
      { command: 'plan', strict: true, who: true },
      { env: {}, payload: pullRequest(from) },
    );
    expect(validated).toMatchObject({ exitCode: 0, outputs: { exitcode: '0', changes: '' } });
    expect(validated.stdout).toContain('Valid: 1 override in 1 file.');
    expect(annotations(validated)).toEqual([expect.stringMatching(/^::notice title=validated-only::/)]);
    expect(bench.sandbox.requests).toEqual([]);
  });

  it.each([
    ['pull_request_target', 'plan', 'acme/overrides'],
    ['pull_request', 'apply', 'stranger/overrides'],
  ])('refuses %s: %s from %s', async (event, command, from) => {
    const { bench, run } = await start();
    const refused = await run({ command }, { event, payload: pullRequest(from), env: WRITER });
    expect(refused.exitCode).toBe(1);
    expect(annotations(refused)).toEqual([expect.stringMatching(/^::error title=unsafe-event::/)]);
    expect(bench.sandbox.requests).toEqual([]);
  });

  it('saves a plan, applies it, and hides the values in the log', async () => {
    const { bench, run, github: api } = await start();
    const onMain = { event: 'push', payload: {}, env: WRITER };
    const planned = await run(
      { command: 'plan', out: 'plan.json' },
      { ...onMain, env: { ...WRITER, ...READER } },
    );
    const file = planned.outputs['plan-file'] ?? '';
    expect(file).toBe(join(bench.folder.path, 'plan.json'));
    expect(findLeak(readFileSync(file, 'utf8'), VALUE)).toBeNull();
    expect(planned.stdout + planned.stderr).toContain(`::add-mask::${VALUE}`);
    expect(planned.stdout).toContain(`::add-mask::${KEY}`);
    const applied = await run({ command: 'apply', plan: 'plan.json' }, onMain);
    expect(applied).toMatchObject({ exitCode: 0, outputs: { exitcode: '0', changes: '1' } });
    expect(overrides(bench)).toEqual([VALUE]);
    expect(applied.summary).toContain('1 applied');
    const again = await run({ command: 'plan', 'mask-values': false }, onMain);
    expect(again.outputs).toMatchObject({ exitcode: '0', changes: '0' });
    expect(again.stdout + again.stderr).not.toContain(`::add-mask::${VALUE}`);
    expect(api.requests).toEqual([]);
  });

  it('audits, and fails only where it is asked to', async () => {
    const { bench, run } = await start();
    const onMain = { event: 'schedule', payload: {}, env: WRITER };
    const inputs = {
      command: 'audit',
      paths: 'overrides\n',
      project: 'shop',
      format: 'html',
      out: 'audit.html',
    };
    const audited = await run(inputs, onMain);
    expect(audited).toMatchObject({ exitCode: 0, outputs: { exitcode: '2', changes: '' } });
    expect(JSON.parse(audited.outputs['summary'] ?? '')).toMatchObject({ missing: 1 });
    expect(audited.outputs['plan-file']).toBe(join(bench.folder.path, 'audit.html'));
    expect((await run({ ...inputs, 'fail-on-changes': true }, onMain)).exitCode).toBe(2);
  });

  it('works on a runner without a job summary, with a warning', async () => {
    const { run } = await start();
    const planned = await run({ command: 'plan' }, { hasSummary: false });
    expect(planned.exitCode).toBe(0);
    expect(annotations(planned)).toEqual([expect.stringMatching(/^::warning title=no-job-summary::/)]);
  });

  it.each([
    [
      'a line break',
      'project',
      'shop\n::error::x',
      /^::error title=bad-input::the input "project" must be one line/,
    ],
    [
      'a switch that is none',
      'prune',
      'yes',
      /^::error title=bad-input::the input "prune" must be true or false/,
    ],
    [
      'an input of another command',
      'redeploy',
      true,
      /^::error title=bad-input::the input "redeploy" is only for apply/,
    ],
    ['no such command', 'command', 'destroy', /^::error title=bad-input::the input "command" must be one of/],
  ])('refuses %s before it runs anything', async (_, name, value, message) => {
    const { bench, run } = await start();
    const refused = await run({ command: 'plan', [name]: value });
    expect(refused.exitCode).toBe(1);
    expect(annotations(refused)).toEqual([expect.stringMatching(message)]);
    expect(bench.sandbox.requests).toEqual([]);
  });

  it.each(['::error::x', '--no-color', '-y', '$(touch x)', '##[error]x'])(
    'takes %s for text, wherever an input holds it',
    async (text) => {
      const { bench, run } = await start();
      const planned = await run({
        command: 'plan',
        environment: text,
        target: `a\n${text}`,
        paths: `overrides\n${text}`,
      });
      expect(planned.exitCode).toBe(1);
      // Only our own findings are commands, each with a code.
      for (const annotation of annotations(planned))
        expect(annotation).toMatch(/^::(?:error|warning) [^:]*title=[a-z-]+::/);
      expect(`${planned.stdout}${planned.stderr}`).not.toMatch(/^##\[/m);
      expect(Object.keys(planned.outputs)).toEqual(['exitcode', 'changes', 'summary', 'plan-file']);
      expect(writes(bench)).toEqual([]);
    },
  );

  it('gives no manifest its inputs or the token that comments', async () => {
    const { bench, run } = await start();
    bench.folder.write(
      'overrides/production.yaml',
      readFileSync(join(bench.folder.path, 'overrides/production.yaml'), 'utf8').replace(
        'CHECKOUT_DATABASE_URL',
        'INPUT_GITHUB-TOKEN',
      ),
    );
    const planned = await run({ command: 'plan' }, { env: WRITER });
    expect(planned.exitCode).toBe(1);
    expect(annotations(planned).join('\n')).toMatch(/INPUT_GITHUB-TOKEN/);
  });
});
