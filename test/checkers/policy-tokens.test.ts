import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { SandboxExchange } from '../../src/sandbox/http/exchange.js';
import { startSandbox } from '../../src/sandbox/http/server.js';
import { realClock } from '../support/clock.js';
import { EXAMPLES } from '../support/example-bench.js';
import { makeFolder } from '../support/folder.js';
import { isHere } from '../support/recipe-bench.js';
import { runInProcess } from '../support/run-cli.js';
import { seedShop, uuidOf as id } from '../support/worlds/index.js';

/** The service that both policies name. */
const SERVICE = '11111111-1111-4111-8111-111111111111';
const ENV = {
  QOVERY_API_TOKEN: 'x',
  QOVERRIDE_KEY: 'kR7-unlikely-to-be-guessed-9Qz-2mW',
  VALUE: 'first-value-of-all',
};

/** What a policy sees of a request. Source: Qovery's documentation, "API policy tokens". */
const inputOf = (method: string, path: string, body: unknown = null): object => ({
  request: { method, path: ['api', ...path.split('/').slice(1)], body },
});

const seen = ({ method, path, requestBody }: SandboxExchange): object =>
  inputOf(method, path, requestBody ?? null);

/** Evaluates a policy as Qovery does: within a package of its own, once for each input. */
const evaluate = (policy: 'plan' | 'apply', inputs: readonly object[]): readonly boolean[] => {
  const text = readFileSync(join(EXAMPLES, 'policy-tokens', `${policy}.rego`), 'utf8');
  const folder = makeFolder({
    'policy.rego': `package token\n\n${text}`,
    'data.json': JSON.stringify({ inputs }),
  });
  const query = '[allowed | some given in data.inputs; allowed := data.token.allow with input as given]';
  const files = ['policy.rego', 'data.json'].flatMap((name) => ['--data', join(folder.path, name)]);
  const { stdout, stderr } = spawnSync('opa', ['eval', '--format', 'raw', ...files, query], {
    encoding: 'utf8',
  });
  folder.remove();
  expect(stderr).toBe('');
  return JSON.parse(stdout) as readonly boolean[];
};

/** The requests of a plan, of an apply that creates, and of one that updates. */
const record = async () => {
  const exchanges: SandboxExchange[] = [];
  const sandbox = await startSandbox({
    clock: realClock,
    newId: () => randomUUID(),
    seed: seedShop({
      shop: [{ key: 'ALPHA', value: 'above' }],
      services: [{ name: 'checkout', type: 'APPLICATION', id: SERVICE }],
    }),
    observe: (exchange) => exchanges.push(exchange),
  });
  const overrides = [{ application: SERVICE, secret: 'ALPHA', valueFrom: { env: 'VALUE' } }];
  const manifest = { version: 1, stack: 'storefront', project: id(2), environment: id(3), overrides };
  const folder = makeFolder({ 'overrides/a.yaml': stringify(manifest) });
  onTestFinished(async () => {
    await sandbox.close();
    folder.remove();
  });
  const run = async (argv: readonly string[], value = ENV.VALUE) => {
    exchanges.length = 0;
    const env = { ...ENV, VALUE: value, QOVERY_API_URL: sandbox.url };
    expect((await runInProcess(argv, { cwd: folder.path, env })).exitCode).toBe(0);
    return exchanges.map(seen);
  };
  return {
    plan: await run(['plan']),
    create: await run(['apply', '-y']),
    update: await run(['apply', '-y'], 'second-value-of-all'),
  };
};

const others = (description: string): readonly object[] => {
  const secret = `/application/${SERVICE}/secret`;
  const body = { key: 'ALPHA', value: 'x', description };
  return [
    inputOf('DELETE', `${secret}/${id(9)}`),
    inputOf('POST', secret, body),
    inputOf('PUT', `${secret}/${id(9)}`, { ...body, description: 'by hand' }),
    inputOf('POST', `${secret}/${id(9)}/override`, { value: 'x' }),
    inputOf('PUT', `/application/${id(8)}/secret/${id(9)}`, body),
    inputOf('GET', `/application/${id(8)}/secret`),
    inputOf('GET', `/container/${SERVICE}/secret`),
    inputOf('GET', `/application/${SERVICE}/secret/more`),
    inputOf('GET', '/organization'),
    inputOf('GET', '/variable'),
  ];
};

describe.skipIf(!isHere('opa'))('the policies for tokens, evaluated by opa', () => {
  it('allow what plan and apply send, and nothing else', async () => {
    const { plan, create, update } = await record();
    const methods = [plan, create, update].map((inputs) => inputs.map((input) => JSON.stringify(input)));
    expect(methods.map(({ length }) => length)).toEqual([1, 2, 2]);
    const all = [...plan, ...create, ...update];
    expect(evaluate('apply', all)).toEqual(all.map(() => true));
    expect(evaluate('plan', all)).toEqual([true, true, false, true, false]);
    const refused = others('[qoverride:1:storefront:toxy00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]');
    expect(evaluate('apply', refused)).toEqual(refused.map(() => false));
    expect(evaluate('plan', refused)).toEqual(refused.map(() => false));
  });

  it('do not let one stack write for another', () => {
    const description = '[qoverride:1:storefront-2:toxy00:Q7xk:mB2v0Zq1rT5sW8yA3dLk]';
    const put = inputOf('PUT', `/application/${SERVICE}/secret/${id(9)}`, { value: 'x', description });
    expect(evaluate('apply', [put])).toEqual([false]);
  });
});
