import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ValueRead } from '../../../../src/model/value-reference.js';
import type { ValueContext } from '../../../../src/values/context.js';
import { readExec } from '../../../../src/values/sources/exec.js';
import { findLeaks } from '../find-leaks.js';
import { makeContext, makeFolder } from '../make-context.js';

type ExecRead = Extract<ValueRead, { readonly kind: 'exec' }>;

const command = (argv: readonly string[], more: Partial<ExecRead> = {}): ExecRead => ({
  kind: 'exec',
  command: argv,
  format: 'text',
  timeout: null,
  ...more,
});
const shell = (script: string, more: Partial<ExecRead> = {}): ExecRead => command(['sh', '-c', script], more);
const script = (source: string, more: Partial<ExecRead> = {}): ExecRead =>
  command([process.execPath, '-e', source], more);

const run = async (read: ExecRead, more: Partial<ValueContext> = {}) => {
  const root = more.root ?? makeFolder();
  return readExec(read, root, makeContext({ allowExec: true, ...more, root }));
};
const textOf = async (read: ExecRead, more: Partial<ValueContext> = {}): Promise<string> => {
  const outcome = await run(read, more);
  if (outcome.kind === 'problem') return `${outcome.problem.code}: ${outcome.problem.message}`;
  return outcome.value.kind === 'scalar' ? outcome.value.text : outcome.value.kind;
};

describe.skipIf(process.platform === 'win32')('readExec of scripts (needs shebangs)', () => {
  it.each([
    [
      '#!/bin/sh\r\necho hunter2\r\n',
      'the first line of the script ./get.sh ends with a carriage return, so its interpreter was not found',
    ],
    [
      '#!/usr/bin/env sh\r\necho hunter2\r\n',
      'the first line of the script ./get.sh ends with a carriage return, so its interpreter was not found',
    ],
    ['#!/nowhere/sh\necho hunter2\n', 'the script ./get.sh names an interpreter that was not found'],
  ])('says what is wrong with the first line of %j', async (text, message) => {
    const root = makeFolder();
    writeFileSync(join(root, 'get.sh'), text);
    chmodSync(join(root, 'get.sh'), 0o755);
    expect(await textOf(command(['./get.sh']), { root })).toBe(`exec-not-found: ${message}`);
    expect(
      await textOf(command(['get.sh']), { root, env: { PATH: `${root}:${process.env['PATH'] ?? ''}` } }),
    ).toBe(`exec-not-found: ${message.replace('./', '')}`);
  });
});

describe('readExec', () => {
  it('gives what the program prints, less one newline', async () => {
    expect(await textOf(command(['printf', 'hunter2\n\n']))).toBe('hunter2\n');
    expect(await textOf(command(['printf', 'hunter2\r\n']))).toBe('hunter2');
    expect(await textOf(command(['printf', 'hunter2']))).toBe('hunter2');
    expect(await textOf(command(['printf', '']))).toBe('');
  });

  it('runs no shell: arguments arrive as they are', async () => {
    const argument = '$HOME `id` $(id) ; | > * "quotes" \'more\' \\ \n end';
    expect(await textOf(command(['printf', '%s', argument]))).toBe(argument);
  });

  it('runs in the folder of the manifest, with nothing to read from', async () => {
    const root = makeFolder();
    expect(await textOf(command(['pwd']), { root })).toBe(root);
    expect(await textOf(command(['cat']))).toBe('');
    mkdirSync(join(root, 'bin'));
    writeFileSync(join(root, 'bin/get'), '#!/bin/sh\necho found\n');
    chmodSync(join(root, 'bin/get'), 0o755);
    expect(await textOf(command(['bin/get']), { root })).toBe('found');
  });

  it('reads json, yaml and dotenv', async () => {
    for (const [format, text] of [
      ['json', '{"a": "x"}'],
      ['yaml', 'a: x'],
      ['dotenv', 'a="x"'],
    ] as const) {
      expect(await run(command(['printf', '%s', text], { format }))).toEqual({
        kind: 'ok',
        value: { kind: 'map', entries: new Map([['a', { kind: 'scalar', text: 'x' }]]) },
      });
    }
  });

  it('keeps our token and our keys from the program, and leaves it what its own service needs', async () => {
    const env = {
      PATH: process.env['PATH'],
      QOVERY_API_TOKEN: 'secret',
      QOVERY_CLI_ACCESS_TOKEN: 'secret',
      Q_CLI_ACCESS_TOKEN: 'secret',
      QOVERRIDE_KEY: 'secret',
      QOVERRIDE_OLD_KEYS: 'secret',
      qoverride_key: 'secret',
      SOPS_AGE_KEY: 'secret',
      SOPS_AGE_KEY_FILE: 'secret',
      VAULT_TOKEN: 'kept',
      OP_SERVICE_ACCOUNT_TOKEN: 'kept',
      AWS_PROFILE: 'kept',
    };
    const printed = await textOf(
      script(
        'process.stdout.write(JSON.stringify(Object.entries(process.env).filter(([, v]) => /secret|kept/.test(v))))',
      ),
      { env },
    );
    expect(JSON.parse(printed)).toEqual([
      ['VAULT_TOKEN', 'kept'],
      ['OP_SERVICE_ACCOUNT_TOKEN', 'kept'],
      ['AWS_PROFILE', 'kept'],
    ]);
  });

  it('runs nothing unless the person who runs the tool allows it', async () => {
    const root = makeFolder();
    const outcome = await run(shell('touch ran'), { root, allowExec: false });
    expect(outcome).toMatchObject({ problem: { code: 'exec-not-allowed', refused: true } });
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });

  it.each([
    [shell('echo hunter2; echo hunter2 >&2; exit 3'), 'exec-failed: the command sh ended with exit code 3'],
    [shell('echo hunter2; kill -9 $$'), 'exec-failed: the command sh was stopped by SIGKILL'],
    [
      command(['no-such-program-here', 'hunter2']),
      'exec-not-found: the program no-such-program-here was not found',
    ],
    [command(['curl -H hunter2']), 'exec-not-found: the program curl was not found'],
    [command(['/']), 'exec-not-started: the program / could not be started'],
    [command(['']), 'exec-not-started: the program a program without a name could not be started'],
    [command(['printf', 'a\0hunter2']), 'exec-not-started: the program printf could not be started'],
    [shell('printf "\\377hunter2"'), 'invalid-utf8: the output of sh is not valid UTF-8'],
    [shell('echo hunter2', { format: 'json' }), 'invalid-document: the output of sh is not valid JSON'],
    [shell('echo "[hunter2"', { format: 'yaml' }), 'invalid-document: the output of sh is not valid YAML'],
    [
      shell('echo hunter2; sleep 60', { timeout: 100 }),
      'exec-timeout: the command sh took longer than 100 ms and was stopped',
    ],
    [shell('yes hunter2', { timeout: 10_000 }), 'exec-output: the command sh printed more than 1 MiB'],
  ])('says what went wrong and nothing else (%#)', async (read, message) => {
    const outcome = await run(read);
    expect(outcome).toMatchObject({ problem: { refused: false } });
    expect(outcome.kind === 'problem' && `${outcome.problem.code}: ${outcome.problem.message}`).toBe(message);
    expect(findLeaks(outcome, 'hunter2')).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'ends whatever a command started when its time is over',
    async () => {
      const root = makeFolder();
      const read = shell(
        'trap "" TERM; (trap "" TERM; echo $$ > parent; exec sleep 61.4321) & echo $! > child; sleep 60',
        {
          timeout: 500,
        },
      );
      expect(await textOf(read, { root })).toContain('exec-timeout');
      for (const file of ['child', 'parent']) {
        const pid = Number(readFileSync(join(root, file), 'utf8'));
        await expect.poll(() => isRunning(pid)).toBe(false);
      }
    },
  );

  it('ends the command when the run is interrupted, and starts none after that', async () => {
    const root = makeFolder();
    const abort = new AbortController();
    const running = textOf(shell('echo $$ > pid; sleep 60'), { root, signal: abort.signal });
    await expect
      .poll(() => existsSync(join(root, 'pid')) && readFileSync(join(root, 'pid'), 'utf8'))
      .toMatch(/\d/);
    abort.abort();
    expect(await running).toContain('interrupted');
    const pid = Number(readFileSync(join(root, 'pid'), 'utf8'));
    await expect.poll(() => isRunning(pid)).toBe(false);
    expect(await textOf(shell('touch ran'), { root, signal: abort.signal })).toContain('interrupted');
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });
});

const debugged = async (
  read: ExecRead,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> => {
  const lines: string[] = [];
  await run(read, { debug: (line) => lines.push(line), env: { PATH: process.env['PATH'], ...env } });
  return lines;
};

describe('readExec with --debug', () => {
  it('shows stderr line by line, of a command that failed too', async () => {
    expect(await debugged(shell('echo one >&2; echo two >&2; exit 1'))).toEqual(['sh: one', 'sh: two']);
  });

  it('hides the value in it, in every form that tools print', async () => {
    const value = 'hunter2 & "friends"\nsecond line 100%';
    const read = script(
      `const v = ${JSON.stringify(value)};
       process.stdout.write(v);
       for (const form of [v, JSON.stringify(v), encodeURIComponent(v), Buffer.from(v).toString('base64'),
         Buffer.from(v).toString('hex'), Buffer.from(v).toString('base64url'), 'x' + v.split('\\n')[1] + 'y'])
         process.stderr.write('got ' + form + '\\n');`,
    );
    const lines = await debugged(read);
    expect(lines.length).toBeGreaterThanOrEqual(7);
    expect(findLeaks(lines, value)).toEqual([]);
  });

  it('hides every value of a document, not only the one that is asked for', async () => {
    const read = shell(`echo '{"a": {"b": ["hunter2"]}, "pin": 42}'; echo "b is hunter2, pin is 42" >&2`, {
      format: 'json',
    });
    expect(await debugged(read)).toEqual(['sh: b is (sensitive), pin is (sensitive)']);
  });

  it('hides the credentials of the run, which a program may know from elsewhere', async () => {
    expect(await debugged(shell('echo "token $VAULT_TOKEN" >&2'), { VAULT_TOKEN: 'hvs.hunter2' })).toEqual([
      'sh: token (sensitive)',
    ]);
  });

  it('shows nothing where there is too much to hide', async () => {
    const read = script(
      `const rows = Array.from({ length: 9000 }, (_, i) => 'h' + (1000 + i));
       process.stdout.write(JSON.stringify(rows)); process.stderr.write(rows[7]);`,
      { format: 'json' },
    );
    expect(await debugged(read)).toEqual([
      expect.stringMatching(/: its stderr is not shown, because its output is too long to be hidden in it$/),
    ]);
  });

  it('shows whole lines of the first 64 KiB of a stderr without end, and lets the program go on', async () => {
    const lines = await debugged(
      script(
        `process.stderr.write('first\\n' + 'x'.repeat(3_000_000) + 'hunter2'); process.stdout.write('ok')`,
      ),
    );
    expect(lines).toEqual([`${process.execPath}: first`]);
  });
});

const isRunning = (pid: number): boolean => {
  try {
    // A process that nobody waits for stays as a zombie, which runs nothing.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
