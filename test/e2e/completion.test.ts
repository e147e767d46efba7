import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeShims } from '../support/ci-steps.js';
import { makeFolder, type TestFolder } from '../support/folder.js';

// Each question starts a shell, and that starts node.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const isHere = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;

/** Names as somebody chooses them who wants a shell to run `touch PWNED`. */
const HOSTILE = [
  '$(touch PWNED)',
  '`touch PWNED`',
  '"; touch PWNED; "',
  "'; touch PWNED; '",
  '${x:=$(touch PWNED)}',
  '<(touch PWNED)',
  '\\$(touch PWNED)',
  "it's (a) & b|c;d #e ~f {h,i} [j]*?",
  '%F{red}%n \\n \\e[31m',
  'a:b=c@d',
  '-n',
];
/** What never comes up at all. */
const UNSEEN = ['a\ntouch PWNED\nb', 'a\r$(touch PWNED)', 'a\u001b]0;x\u0007b', 'a\u202eb'];

const addressOf = (name: string): string =>
  `shop/production/application/${name.replaceAll('%', '%25').replaceAll('/', '%2F')}/TOKEN`;
const ADDRESSES = ['checkout', ...HOSTILE].map(addressOf).toSorted();

const manifestOf = (names: readonly string[]): string =>
  JSON.stringify({
    version: 1,
    organization: 'Acme',
    project: 'shop',
    environment: 'production',
    overrides: names.map((application) => ({
      application,
      secret: 'TOKEN',
      valueFrom: { exec: { command: ['touch', 'PWNED'] } },
    })),
  });

let folder: TestFolder;
let server: Server;
let requests = 0;
beforeAll(async () => {
  folder = makeFolder({
    'overrides/a.json': manifestOf(['checkout', ...HOSTILE, ...UNSEEN]),
    'overrides/broken.yaml': 'overrides: [}',
    'plans/x y.json': '',
    ...Object.fromEntries(HOSTILE.map((name, index) => [`one/${String(index)}.json`, manifestOf([name])])),
  });
  makeShims(folder);
  server = createServer((_request, response) => {
    requests += 1;
    response.end();
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
});
afterAll(() => {
  server.close();
  folder.remove();
});

/** Runs a script in a shell that has our completion, in a folder with hostile manifests. */
const run = (shell: string, script: string, ...args: readonly string[]): readonly string[] => {
  const { port } = server.address() as AddressInfo;
  folder.write(`script.${shell}`, script);
  const { stdout, stderr, status } = spawnSync(shell, [`script.${shell}`, ...args], {
    cwd: folder.path,
    encoding: 'utf8',
    env: {
      PATH: `${join(folder.path, 'shims')}${delimiter}${process.env['PATH'] ?? ''}`,
      HOME: folder.path,
      TERM: 'dumb',
      LC_ALL: 'C.UTF-8',
      QOVERY_API_TOKEN: 'any',
      QOVERY_API_URL: `http://127.0.0.1:${String(port)}`,
      QOVERRIDE_ALLOW_EXEC: '1',
    },
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(existsSync(join(folder.path, 'PWNED'))).toBe(false);
  expect(requests).toBe(0);
  return stdout.split('\n').slice(0, -1);
};

describe.skipIf(!isHere('bash'))('completion in bash', () => {
  const complete = (...lines: readonly string[]): readonly string[] =>
    run(
      'bash',
      `source <(qoverride completion bash)
      for line in "$@"; do
        COMP_LINE=$line COMP_POINT=\${#line}
        _qoverride
        for reply in "\${COMPREPLY[@]}"; do printf '%s\\n' "$reply"; done
      done`,
      ...lines,
    );

  it('completes commands, flags, choices and addresses, and leaves what it need not replace', () => {
    expect(
      complete(
        'qoverride pl',
        'qoverride plan --no-',
        'qoverride plan --format js',
        'qoverride plan --format=js',
        'qoverride plan --target shop/production/application/che',
        'qoverride plan --target=shop/production/application/a:b',
        'qoverride plan --target nothing-like-it',
        'qoverride plan over',
      ),
    ).toEqual(['plan', '--no-values', '--no-color', 'json', 'json', addressOf('checkout'), 'b=c@d/TOKEN']);
  });

  it.each([
    ['bare', '--target ', ''],
    ['in single quotes', "--target '", "'"],
    ['in double quotes', '--target "', '"'],
    ['in one word with the flag', '--target=', ''],
  ])('spells addresses %s so that the shell reads them and runs nothing', (_name, typed, end) => {
    const replies = complete(`qoverride plan ${typed}`);
    expect(replies).toHaveLength(ADDRESSES.length);
    const script = replies.map((reply) => `set -- ${typed}${reply}${end}\nprintf '%s\\n' "\${@: -1}"\n`);
    expect(
      run('bash', script.join(''))
        .map((word) => word.replace(/^--target=/, ''))
        .toSorted(),
    ).toEqual(ADDRESSES);
  });

  it('offers files where a file is due, and only there', () => {
    const script = `source <(qoverride completion bash)
      compopt() { printf '%s ' "$@"; }
      for line in 'plan --out ' 'plan ' 'plan --root ' 'plan --format '; do
        COMP_LINE="qoverride $line" COMP_POINT=100
        _qoverride
        echo "$line"
      done
      complete -p qoverride`;
    expect(run('bash', script)).toEqual([
      'plan --out ',
      'plan ',
      '+o default -o dirnames plan --root ',
      '+o default plan --format ',
      'complete -o default -F _qoverride qoverride',
    ]);
  });
});

describe.skipIf(!isHere('fish'))('completion in fish', () => {
  const complete = (...lines: readonly string[]): readonly string[] =>
    run(
      'fish',
      `qoverride completion fish | source
      for line in $argv
        complete -C $line
      end`,
      ...lines,
    );

  it('completes commands, flags, choices and files', () => {
    expect(
      complete(
        'qoverride pl',
        'qoverride plan --no-v',
        'qoverride plan --format js',
        'qoverride plan --format=js',
        'qoverride plan --out plans/',
        'qoverride plan --out=plans/x',
        'qoverride plan --root pl',
        'qoverride plan pl',
        'qoverride keygen ',
      ),
    ).toEqual([
      'plan\tshow what apply would do, without changing anything',
      '--no-values\tread no values; needs no key, and a read-only token is enough',
      'json',
      '--format=json',
      'plans/x y.json',
      '--out=plans/x y.json',
      'plans/',
      'plans/',
    ]);
  });

  it('offers addresses as they are, and runs nothing', () => {
    expect(complete('qoverride plan --target ').toSorted()).toEqual(ADDRESSES);
    expect(complete('qoverride plan --target=').toSorted()).toEqual(
      ADDRESSES.map((address) => `--target=${address}`),
    );
    expect(complete("qoverride plan --target 'shop/production/application/che")).toEqual([
      addressOf('checkout'),
    ]);
  });
});

describe.skipIf(!isHere('zsh'))('completion in zsh', () => {
  /** Types lines at an interactive shell, presses the completion key after each, and prints what became of them. */
  const DRIVER = `zmodload zsh/zpty
    zpty shell 'zsh -f -i'
    zpty -w shell 'autoload -Uz compinit; compinit -u -D; source <(qoverride completion zsh)'
    zpty -w shell 'finish() { zle complete-word; print -r -- "$BUFFER" >> lines; BUFFER= }; zle -N finish; bindkey "^T" finish'
    : > lines
    for (( n = 1; n <= $#; n++ )); do
      zpty -w -n shell "$argv[n]"$'\\C-T'
      until (( $(wc -l < lines) >= n )); do zpty -r -t shell; sleep 0.02; done >/dev/null
    done
    zpty -d shell
    print -r -- "$(<lines)"`;

  const complete = (...lines: readonly string[]): readonly string[] => run('zsh', DRIVER, ...lines);

  it('completes commands, flags, choices, addresses and files', () => {
    expect(
      complete(
        'qoverride pl',
        'qoverride plan --no-v',
        'qoverride plan --format=js',
        'qoverride plan --target shop/production/application/che',
        'qoverride plan --target=nothing',
        'qoverride plan --out=plans/x',
        'qoverride plan --root pl',
        'qoverride keygen x',
      ),
    ).toEqual([
      'qoverride plan ',
      'qoverride plan --no-values ',
      'qoverride plan --format=json ',
      `qoverride plan --target ${addressOf('checkout')} `,
      'qoverride plan --target=nothing',
      String.raw`qoverride plan --out=plans/x\ y.json `,
      'qoverride plan --root plans/',
      'qoverride keygen x',
    ]);
  });

  it.each(['', "'", '"'])(
    'spells addresses after %j so that the shell reads them and runs nothing',
    (quote) => {
      const lines = complete(
        ...HOSTILE.map((_name, index) => `qoverride plan one/${String(index)}.json --target ${quote}`),
      );
      expect(lines).toHaveLength(HOSTILE.length);
      const script = lines.map((line) => `set -- ${line}\nprint -r -- "$argv[-1]"\n`);
      expect(run('zsh', script.join(''))).toEqual(HOSTILE.map(addressOf));
    },
  );
});
