import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { Clock } from '../../../src/model/clock.js';
import { scopeWord, type ScopeType } from '../../../src/model/scope.js';
import type { SandboxAssumptions } from '../../../src/sandbox/world/assumptions.js';
import type { SandboxExchange } from '../../../src/sandbox/http/exchange.js';
import type { SeedService } from '../../../src/sandbox/seed/seed.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/http/server.js';
import { createConformance } from '../../contract/openapi.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';
import { KEY, uuidOf } from '../../support/worlds/index.js';
import { runInProcess, type CliOptions, type CliRun } from '../../support/run-cli.js';
import { createVirtualClock } from '../../support/virtual-clock.js';

const conformance = createConformance();

/** A service of these tests; its override of TOKEN is declared unless it says otherwise. */
export type BenchService = Omit<SeedService, 'secrets' | 'id'> & { readonly isDeclared?: boolean };

/** What a redeploy says of one service. */
export interface ReportedService {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly state: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
}

/** The parts of apply's JSON that these tests look at. */
export interface RedeployRun extends CliRun {
  readonly json: {
    readonly summary: Readonly<Record<string, number>>;
    readonly redeploy: {
      readonly environments: readonly {
        readonly name: string;
        readonly services: readonly ReportedService[];
        readonly outOfDate: readonly Pick<ReportedService, 'id' | 'name' | 'type'>[];
      }[];
    } | null;
  };
  /** Service name → outcome, over all environments. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** What the run asked the API about deployments, such as `GET production`. */
  readonly asked: readonly string[];
}

/** A sandbox on a clock that does not wait, a folder of manifests, and apply to run on them. */
export interface RedeployBench {
  readonly sandbox: Sandbox;
  readonly clock: Clock;
  readonly folder: TestFolder;
  readonly env: Readonly<Record<string, string>>;
  /** Bodies of the requests to deploy. */
  readonly bodies: readonly unknown[];
  /** Runs `apply -y --format json` with these flags. */
  readonly apply: (flags: readonly string[], options?: Partial<CliOptions>) => Promise<RedeployRun>;
  /** Writes the manifests anew. */
  readonly declare: (environments: Readonly<Record<string, readonly BenchService[]>>) => void;
}

/** Sets up environments by name, each with its services; every one overrides the project's TOKEN. */
export const setUp = async (
  environments: Readonly<Record<string, readonly BenchService[]>>,
  assumptions: Partial<SandboxAssumptions> = {},
  options: Partial<SandboxOptions> = {},
): Promise<RedeployBench> => {
  const clock = createVirtualClock();
  const bodies: unknown[] = [];
  const problems: string[] = [];
  const names = Object.keys(environments);
  const sandbox = await startSandbox({
    clock,
    newId: () => randomUUID(),
    limit: null,
    assumptions,
    observe: (exchange: SandboxExchange) => {
      if (exchange.path.endsWith('/service/deploy')) bodies.push(exchange.requestBody);
      if (exchange.fault === null) problems.push(...(conformance?.check(exchange) ?? []));
    },
    seed: {
      organizations: [
        {
          name: 'Acme',
          projects: [
            {
              name: 'shop',
              secrets: ['TOKEN', 'OTHER'].map((key) => ({ key, value: 'above' })),
              environments: names.map((name, index) => ({
                name,
                id: uuidOf(index + 1),
                services: environments[name] ?? [],
              })),
            },
          ],
        },
      ],
    },
    ...options,
  });
  const folder = makeFolder();
  const declare: RedeployBench['declare'] = (wanted) =>
    folder.write('overrides/all.yaml', Object.entries(wanted).map(manifestOf).join('---\n'));
  declare(environments);
  onTestFinished(async () => {
    await sandbox.close();
    folder.remove();
    if (problems.length > 0) throw new Error(problems.join('\n'));
  });
  const env = {
    QOVERY_API_URL: sandbox.url,
    QOVERY_API_TOKEN: 'token-of-the-tests',
    QOVERRIDE_KEY: KEY,
    VALUE: 'value-of-the-override',
  };
  return {
    sandbox,
    clock,
    folder,
    env,
    bodies,
    declare,
    apply: async (flags, more = {}) => {
      const before = sandbox.requests.length;
      const run = await runInProcess(['apply', '-y', '--format', 'json', ...flags], {
        cwd: folder.path,
        ...more,
        env: { ...env, ...more.env },
        io: { clock, ...more.io },
      });
      const json = JSON.parse(run.stdout) as RedeployRun['json'];
      const services = (json.redeploy?.environments ?? []).flatMap((environment) => environment.services);
      const asked = sandbox.requests.slice(before).flatMap(({ method, path }) => {
        const match = /^\/environment\/([^/]+)\/(?:statuses|service\/deploy)$/.exec(path);
        return match === null
          ? []
          : [`${method} ${names[Number.parseInt(match[1]?.slice(-4) ?? '', 16) - 1] ?? ''}`];
      });
      return {
        ...run,
        json,
        asked,
        outcomes: Object.fromEntries(services.map(({ name, outcome }) => [name, outcome])),
      };
    },
  };
};

const manifestOf = ([environment, services]: readonly [string, readonly BenchService[]]): string =>
  stringify({
    version: 1,
    stack: 'shop',
    organization: 'Acme',
    project: 'shop',
    environment,
    overrides: services
      .filter(({ isDeclared }) => isDeclared !== false)
      .map(({ name, type }) => ({
        [scopeWord(type as ScopeType)]: name,
        secret: 'TOKEN',
        valueFrom: { env: 'VALUE' },
      })),
  });
