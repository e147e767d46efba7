import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { Clock } from '../../src/model/clock.js';
import type { SandboxExchange } from '../../src/sandbox/http/exchange.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/http/server.js';
import { createConformance } from '../contract/openapi.js';
import { realClock } from '../support/clock.js';
import { makeFolder } from '../support/folder.js';
import { KEY, uuidOf, seedShop } from '../support/worlds/index.js';
import { runInProcess, type CliOptions, type CliRun } from '../support/run-cli.js';

const CONSOLE = 'Mozilla/5.0 (X11; Linux x86_64)';
const ORGANIZATION = uuidOf(1);
const ENVIRONMENT = uuidOf(3);
const CHECKOUT = uuidOf(100);
const WORKER = uuidOf(101);
const KEYS = ['ALPHA', 'BETA'];

const SEED: SandboxOptions['seed'] = seedShop({
  tokens: [
    { token: 'ci', name: 'deploy bot' },
    { token: 'jane', name: 'Jane Doe' },
    { token: 'john', name: 'John Roe' },
    { token: 'reader', readOnly: true },
    { token: 'hostile', name: '::error::pwned\n##[group]\u202eeoD enaJ\u001b[2J' },
  ],
  shop: KEYS,
  services: [
    { name: 'checkout', id: CHECKOUT, type: 'APPLICATION' },
    { name: 'worker', id: WORKER, type: 'CONTAINER' },
  ],
});

const VALUE = { valueFrom: { env: 'VALUE' } };
const ALL = [
  { application: 'checkout', secret: 'ALPHA', ...VALUE },
  { application: 'checkout', secret: 'BETA', ...VALUE },
  { container: 'worker', secret: 'ALPHA', ...VALUE },
  { scope: 'environment', secret: 'BETA', ...VALUE },
];
const NAMES = { organization: 'Acme', project: 'shop', environment: 'production' };
const manifestOf = (overrides: readonly object[], target: object = NAMES): string =>
  stringify({ version: 1, stack: 'storefront', ...target, overrides });

interface Bench {
  readonly sandbox: Sandbox;
  readonly run: (
    argv: readonly string[],
    options?: Partial<CliOptions> & { token?: string },
  ) => Promise<CliRun>;
  /** Runs a command and gives the addresses' edits, diagnostics and what was asked of the event log. */
  readonly ask: (argv: readonly string[], token?: string) => Promise<Asked>;
  /** Edits an override as somebody else would. */
  readonly edit: (scopeId: string, key: string, by?: { token?: string; agent?: string }) => Promise<void>;
}

interface Edit {
  readonly by: string;
  readonly origin: string;
  readonly at: string;
  readonly certain: boolean;
}

interface Asked {
  readonly exitCode: number;
  readonly edits: readonly (readonly [string, Edit])[];
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly code: string;
    readonly message: string;
  }[];
  readonly log: readonly SandboxExchange[];
  readonly made: number;
}

/** A sandbox in which everything declared was written five minutes ago. */
const setUp = async (options: Partial<SandboxOptions> = {}, manifest = manifestOf(ALL)): Promise<Bench> => {
  const exchanges: SandboxExchange[] = [];
  const conformance = createConformance();
  const sandbox = await startSandbox({
    clock: realClock,
    newId: () => randomUUID(),
    seed: SEED,
    limit: null,
    observe: (exchange) => exchanges.push(exchange),
    ...options,
  });
  const folder = makeFolder({ 'overrides/a.yaml': manifest });
  onTestFinished(async () => {
    await sandbox.close();
    folder.remove();
    const genuine = exchanges.filter(({ fault }) => fault === null);
    expect(genuine.flatMap((exchange) => conformance?.check(exchange) ?? [])).toEqual([]);
  });
  const run: Bench['run'] = (argv, { token = 'ci', ...rest } = {}) =>
    runInProcess(argv, {
      cwd: folder.path,
      env: {
        QOVERY_API_URL: sandbox.url,
        QOVERY_API_TOKEN: token,
        QOVERRIDE_KEY: KEY,
        VALUE: 'value-of-the-override',
      },
      ...rest,
    });
  expect((await run(['apply', '-y'])).exitCode).toBe(0);
  sandbox.advance(300_000);
  return {
    sandbox,
    run,
    ask: async (argv, token = 'ci') => {
      const start = exchanges.length;
      const { stdout, exitCode } = await run([...argv, '--format', 'json'], { token });
      const report = JSON.parse(stdout) as {
        readonly changes?: readonly { readonly address: string; readonly edit: Edit | null }[];
        readonly cells?: readonly { readonly address: string; readonly edit: Edit | null }[];
        readonly diagnostics: Asked['diagnostics'];
        readonly requests: { readonly made: number };
      };
      expect(report.requests.made).toBe(exchanges.length - start);
      return {
        exitCode,
        edits: (report.changes ?? report.cells ?? []).flatMap(({ address, edit }) =>
          edit === null ? [] : [[address, edit] as const],
        ),
        diagnostics: report.diagnostics,
        log: exchanges.slice(start).filter(({ path }) => path.endsWith('/events')),
        made: report.requests.made,
      };
    },
    edit: async (scopeId, key, { token = 'jane', agent = CONSOLE } = {}) => {
      const secret = sandbox.secrets().find((one) => one.parentId === scopeId && one.key === key);
      const answer = await fetch(`${sandbox.url}/variable/${secret?.id ?? ''}`, {
        method: 'PUT',
        headers: {
          authorization: `Token ${token}`,
          'user-agent': agent,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ key, value: 'typed by hand', description: secret?.description }),
      });
      expect(answer.status).toBe(200);
    },
  };
};

const ALPHA_AT_CHECKOUT = 'shop/production/application/checkout/ALPHA';
const BETA_AT_CHECKOUT = 'shop/production/application/checkout/BETA';

describe('plan --who', () => {
  it.each([
    ['the console', CONSOLE, 'CONSOLE'],
    ['the command line', 'qovery-cli/1.9', 'CLI'],
    ['Terraform', 'Terraform/1.9 terraform-provider-qovery', 'TERRAFORM_PROVIDER'],
    ['a script', 'curl/8', 'API'],
  ])('names who edited from %s, and says it in one line', async (_, agent, origin) => {
    const { edit, ask, run } = await setUp();
    await edit(CHECKOUT, 'ALPHA', { agent });
    const { edits, diagnostics, exitCode } = await ask(['plan', '--who']);
    expect(edits).toEqual([
      [ALPHA_AT_CHECKOUT, expect.objectContaining({ by: 'Jane Doe', origin, certain: true })],
    ]);
    expect([exitCode, diagnostics]).toEqual([0, []]);
    const { stdout } = await run(['plan', '--who']);
    expect(stdout).toMatch(
      new RegExp(
        `^ {4}edited outside by Jane Doe from ${origin} at \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$`,
        'm',
      ),
    );
  });

  it('needs neither key nor values, and only a token that may read', async () => {
    const { edit, ask } = await setUp();
    await edit(CHECKOUT, 'ALPHA');
    const { edits } = await ask(['plan', '--who', '--no-values'], 'reader');
    expect(edits.map(([, { by }]) => by)).toEqual(['Jane Doe']);
  });

  it('takes the last of several edits, and not that of another key', async () => {
    const { sandbox, edit, ask } = await setUp();
    await edit(CHECKOUT, 'ALPHA', { token: 'john' });
    sandbox.advance(60_000);
    await edit(CHECKOUT, 'ALPHA', { token: 'jane' });
    sandbox.advance(1000);
    await edit(CHECKOUT, 'BETA', { token: 'john', agent: 'qovery-cli' });
    const { edits } = await ask(['plan', '--who']);
    expect(edits.map(([address, { by, origin }]) => [address, by, origin])).toEqual([
      [ALPHA_AT_CHECKOUT, 'Jane Doe', 'CONSOLE'],
      [BETA_AT_CHECKOUT, 'John Roe', 'CLI'],
    ]);
  });

  it('names edits at environment scope', async () => {
    const { edit, ask } = await setUp();
    await edit(ENVIRONMENT, 'BETA');
    const { edits } = await ask(['plan', '--who']);
    expect(edits).toEqual([
      ['shop/production/BETA', expect.objectContaining({ by: 'Jane Doe', certain: true })],
    ]);
  });

  it('names the likely one where events do not say what they are about', async () => {
    const { edit, ask, run } = await setUp({ assumptions: { eventChange: 'unnamed' } });
    await edit(CHECKOUT, 'ALPHA');
    const { edits } = await ask(['plan', '--who']);
    expect(edits).toEqual([[ALPHA_AT_CHECKOUT, expect.objectContaining({ by: 'Jane Doe', certain: false })]]);
    expect((await run(['plan', '--who'])).stdout).toContain(
      'edited outside, probably by Jane Doe from CONSOLE at ',
    );
  });

  it('is not misled by a clock of the data that differs from that of the log', async () => {
    const { edit, ask } = await setUp({ assumptions: { timestampSkew: 90_000 } });
    await edit(CHECKOUT, 'ALPHA');
    const { edits } = await ask(['plan', '--who']);
    expect(edits.map(([, { by, certain }]) => [by, certain])).toEqual([['Jane Doe', true]]);
  });

  it('is not misled by a clock of this machine that is wrong', async () => {
    const clock: Clock = { ...realClock, now: () => realClock.now() - 7_200_000 };
    const { edit, run } = await setUp();
    await edit(CHECKOUT, 'ALPHA');
    const { stdout } = await run(['plan', '--who'], { io: { clock } });
    expect(stdout).toContain('edited outside by Jane Doe from CONSOLE');
  });

  it('prints a hostile name harmlessly', async () => {
    const { edit, run } = await setUp();
    await edit(CHECKOUT, 'ALPHA', { token: 'hostile' });
    const { stdout, stderr } = await run(['plan', '--who']);
    const json = await run(['plan', '--who', '--format', 'json']);
    const audit = await run(['audit', '--who']);
    for (const text of [stdout, stderr, json.stdout, audit.stdout]) {
      for (const raw of ['\u202e', '\u001b', '##[']) expect(text).not.toContain(raw);
      expect(text.split('\n').filter((line) => /^\s*::/.test(line))).toEqual([]);
    }
    expect(stdout).toContain(String.raw`edited outside by \u{3a}:error::pwned\u{a}#\u{23}[group]\u{202e}`);
  });

  it('names who edited what --prune would delete', async () => {
    const { edit, ask, run } = await setUp();
    await edit(WORKER, 'ALPHA');
    const rest = makeFolder({ 'overrides/a.yaml': manifestOf(ALL.slice(0, 1)) });
    onTestFinished(rest.remove);
    const { stdout } = await run(['plan', '--prune', '--who'], { cwd: rest.path });
    expect(stdout).toMatch(
      /- delete shop\/production\/container\/worker\/ALPHA\n(.*\n)*? {4}edited outside by Jane Doe/,
    );
    expect((await ask(['plan', '--prune', '--who'])).edits).toHaveLength(1);
  });

  it('changes nothing of what is saved', async () => {
    const { edit, run } = await setUp();
    await edit(CHECKOUT, 'ALPHA');
    const save = async (...flags: readonly string[]): Promise<CliRun> =>
      run(['plan', '--out', 'plan.json', ...flags]);
    expect((await save('--who')).exitCode).toBe(0);
    expect((await run(['apply', '--plan', 'plan.json'])).exitCode).toBe(0);
    expect((await run(['plan', '--who'])).stdout).toContain('No changes.');
  });
});

describe('what plan --who asks', () => {
  it('is nothing without the flag, and nothing where nothing drifted', async () => {
    const { edit, ask } = await setUp();
    const calm = await ask(['plan', '--who']);
    await edit(CHECKOUT, 'ALPHA');
    const silent = await ask(['plan']);
    expect([calm.log, silent.log]).toEqual([[], []]);
    expect(silent.edits).toEqual([]);
  });

  it('is one call for each drifted service, however many of its overrides were edited', async () => {
    const { edit, ask } = await setUp();
    await edit(CHECKOUT, 'ALPHA');
    await edit(CHECKOUT, 'BETA');
    await edit(WORKER, 'ALPHA');
    const plain = await ask(['plan']);
    const { log, edits, made } = await ask(['plan', '--who']);
    expect(edits).toHaveLength(3);
    expect(made).toBe(plain.made + 2);
    expect(log.map(({ query }) => [query['targetType'], query['targetId']])).toEqual([
      ['APPLICATION', CHECKOUT],
      ['CONTAINER', WORKER],
    ]);
    expect(log[0]?.query).toMatchObject({ pageSize: '100', subTargetType: 'SECRET' });
    expect(log[0]?.query['fromTimestamp']).toMatch(/^\d{10}$/);
  });

  it('asks for events of variables where those of secrets name nobody, and from then on for those first', async () => {
    const { edit, ask } = await setUp({ assumptions: { eventKind: 'VARIABLE' } });
    await edit(CHECKOUT, 'ALPHA');
    await edit(WORKER, 'ALPHA');
    const { log, edits } = await ask(['plan', '--who']);
    expect(edits).toHaveLength(2);
    expect(log.map(({ query }) => query['subTargetType'])).toEqual(['SECRET', 'VARIABLE', 'VARIABLE']);
  });

  it('names authors where the log counts nanoseconds', async () => {
    const { edit, ask } = await setUp({ assumptions: { eventTimes: 'nanoseconds' } });
    await edit(CHECKOUT, 'ALPHA');
    expect((await ask(['plan', '--who'])).edits).toHaveLength(1);
  });

  it('says of an empty log that it may be too late, not that the log does not say', async () => {
    const { edit, run } = await setUp({ assumptions: { eventDelay: 3_600_000 } });
    await edit(CHECKOUT, 'ALPHA');
    const { stdout, stderr } = await run(['plan', '--who']);
    expect(stdout + stderr).toContain('Qovery keeps events for only 3 to 30 days');
    expect(stdout + stderr).not.toContain('does not say');
  });

  it('goes on to older pages only while an edit has no name', async () => {
    const { edit, ask } = await setUp();
    await edit(CHECKOUT, 'ALPHA');
    for (let count = 0; count < 120; count += 1) await edit(CHECKOUT, 'BETA', { token: 'john' });
    const { log, edits } = await ask(['plan', '--who']);
    expect(edits.map(([, { by }]) => by)).toEqual(['Jane Doe', 'John Roe']);
    expect(log.map(({ query }) => 'continueToken' in query)).toEqual([false, true]);
    expect((await ask(['plan', '--who', '--target', '**/BETA'])).log).toHaveLength(1);
  });

  it('looks the organization up, once, where manifests are written in UUIDs', async () => {
    const target = { project: uuidOf(2), environment: ENVIRONMENT };
    const overrides = [
      { application: CHECKOUT, secret: 'ALPHA', ...VALUE },
      { container: WORKER, secret: 'ALPHA', ...VALUE },
    ];
    const { sandbox, edit, ask } = await setUp({}, manifestOf(overrides, target));
    await edit(CHECKOUT, 'ALPHA');
    await edit(WORKER, 'ALPHA');
    const start = sandbox.requests.length;
    const { edits } = await ask(['plan', '--who']);
    expect(edits.map(([, { by }]) => by)).toEqual(['Jane Doe', 'Jane Doe']);
    expect(sandbox.requests.slice(start).map(({ path }) => path)).toEqual([
      ...sandbox.requests.slice(start, start + 2).map(({ path }) => path),
      '/organization',
      `/organization/${ORGANIZATION}/events`,
      `/organization/${ORGANIZATION}/events`,
    ]);
  });
});

describe('an event log that does not help', () => {
  it.each([403, 404])(
    'answered with %i is a warning, asked for once, and the plan stands',
    async (status) => {
      const faults = [{ method: 'GET', path: '/organization/*/events', kind: 'status', status }] as const;
      const { edit, ask } = await setUp({ faults });
      await edit(CHECKOUT, 'ALPHA');
      await edit(WORKER, 'ALPHA');
      const { log, edits, diagnostics, exitCode } = await ask(['plan', '--who', '--detailed-exitcode']);
      expect([log.length, edits, exitCode]).toEqual([1, [], 2]);
      expect(diagnostics).toEqual([
        expect.objectContaining({
          severity: 'warning',
          code: 'events-unreadable',
          message: expect.stringContaining(`(status ${String(status)})`) as string,
        }),
      ]);
    },
  );

  it('that is broken is a warning too', async () => {
    const faults = [{ method: 'GET', path: '/organization/*/events', kind: 'html', status: 200 }] as const;
    const { edit, run } = await setUp({ faults });
    await edit(CHECKOUT, 'ALPHA');
    const { stderr, exitCode } = await run(['plan', '--who', '--retry-for', '1ms']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('warning[events-unreadable]: --who cannot name the authors of outside edits: ');
  });

  it('and holds no event that fits is said for each override', async () => {
    const { edit, ask } = await setUp();
    await edit(CHECKOUT, 'ALPHA', { agent: 'qoverride/0.0.1' });
    const { edits, diagnostics, exitCode } = await ask(['plan', '--who']);
    expect([edits, exitCode]).toEqual([[], 0]);
    expect(diagnostics).toEqual([
      expect.objectContaining({ severity: 'info', code: 'edit-unnamed', address: ALPHA_AT_CHECKOUT }),
    ]);
  });

  it('ends the run, as everywhere, where the token is good no more', async () => {
    const faults = [
      { method: 'GET', path: '/organization/*/events', nth: 2, kind: 'status', status: 401 },
      { method: 'GET', path: '/organization', after: 2, kind: 'status', status: 401 },
    ] as const;
    const { edit, run } = await setUp({ faults });
    await edit(CHECKOUT, 'ALPHA');
    await edit(WORKER, 'ALPHA');
    const { exitCode, stderr } = await run(['plan', '--who']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error[token-ended]');
  });

  it('ends with an interrupt like everything else, and the report still holds the plan', async () => {
    const faults = [{ method: 'GET', path: '/organization/*/events', kind: 'hang' }] as const;
    const { sandbox, edit, run } = await setUp({ faults });
    await edit(CHECKOUT, 'ALPHA');
    const interrupt = new AbortController();
    const running = run(['plan', '--who', '--format', 'json'], { interrupt: interrupt.signal });
    await expect.poll(() => sandbox.requests.some(({ path }) => path.endsWith('/events'))).toBe(true);
    interrupt.abort();
    const { exitCode, stdout } = await running;
    const report = JSON.parse(stdout) as { readonly changes: readonly unknown[] };
    expect([exitCode, report.changes.length]).toEqual([130, 4]);
  });
});

describe('audit --who', () => {
  it.each(['text', 'csv', 'markdown', 'html'])('shows the name as %s', async (format) => {
    const { edit, run } = await setUp();
    await edit(CHECKOUT, 'ALPHA');
    const { stdout, exitCode } = await run(['audit', '--who', '--format', format, '--detailed-exitcode']);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('Jane Doe');
    expect(stdout).not.toContain('typed by hand');
  });

  it('names who edited what, with one call for each drifted service', async () => {
    const { edit, ask, run } = await setUp();
    await edit(CHECKOUT, 'ALPHA');
    await edit(CHECKOUT, 'BETA', { token: 'john' });
    const plain = await ask(['audit']);
    const { edits, log, made } = await ask(['audit', '--who'], 'reader');
    expect(plain.edits).toEqual([]);
    expect([log.length, made]).toEqual([1, plain.made + 1]);
    expect(edits.map(([address, { by }]) => [address, by])).toEqual([
      [ALPHA_AT_CHECKOUT, 'Jane Doe'],
      [BETA_AT_CHECKOUT, 'John Roe'],
    ]);
    expect((await run(['audit', '--who'])).stdout).toContain('edited outside by Jane Doe from CONSOLE at ');
  });
});
