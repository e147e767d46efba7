import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/model/clock.js';
import type { SandboxExchange } from '../../src/sandbox/http/exchange.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/http/server.js';
import type { StoredSecret } from '../../src/sandbox/world/world.js';
import { makeFolder, type TestFolder } from '../support/folder.js';
import { type MarkedEstate } from '../support/worlds/index.js';
import { runBin, type BinOptions } from '../support/run-bin.js';
import { runInProcess, type CliOptions, type CliRun } from '../support/run-cli.js';

/** How many times what is chosen by chance is tried: so many by default, `FAULT_RUNS` times as many in the long form. */
export const runs = (few: number): number =>
  Math.max(1, Math.round(few * Number(process.env['FAULT_RUNS'] ?? 1)));

/** A sandbox with an estate, a folder with its manifests, and the tool to run against them. */
export interface FaultRig {
  readonly sandbox: Sandbox;
  readonly folder: TestFolder;
  /** POSTs of overrides that reached the API when the override existed already. */
  readonly secondPosts: readonly string[];
  /** Overrides by scope id and key. */
  readonly overrides: () => ReadonlyMap<string, StoredSecret>;
  /** Runs a command in this process, on the rig's clock. */
  readonly run: (argv: readonly string[], options?: Partial<CliOptions>) => Promise<CliRun>;
  /** Runs a command of the built tool. */
  readonly runBuilt: (argv: readonly string[], options?: Partial<BinOptions>) => Promise<CliRun>;
  readonly close: () => Promise<void>;
}

/** Sets an estate up; nothing limits the requests unless the options do. */
export const createFaultRig = async (
  estate: MarkedEstate,
  clock: Clock,
  options: Partial<SandboxOptions> = {},
): Promise<FaultRig> => {
  const secondPosts: string[] = [];
  let known = new Set<string>();
  const keys = new Map<string, string>();
  const overrides = (): ReadonlyMap<string, StoredSecret> =>
    new Map(
      sandbox
        .secrets()
        .filter((secret) => secret.overrides !== null)
        .map((secret) => [placeKey(secret.parentId, secret.key), secret]),
    );
  const isThere = (target: string): boolean =>
    sandbox
      .secrets()
      .some(({ overrides: parent, parentId, key }) => parent !== null && placeKey(parentId, key) === target);
  const watch = (exchange: SandboxExchange): void => {
    const target = readPostTarget(exchange, keys);
    // A request that was held up on its way was sent before what came in between.
    if (target !== null && exchange.fault !== 'delay' && known.has(target)) secondPosts.push(target);
    const isPlain = exchange.fault === null && exchange.status === 201;
    if (target !== null && (isPlain || isThere(target))) known.add(target);
    if (exchange.method === 'DELETE') known = new Set(overrides().keys());
  };
  const sandbox = await startSandbox({
    seed: estate.seed,
    limit: null,
    clock,
    newId: () => randomUUID(),
    observe: watch,
    ...options,
  });
  known = new Set(overrides().keys());
  for (const secret of sandbox.secrets()) keys.set(secret.id, secret.key);
  const folder = makeFolder(estate.manifests);
  const env = { ...estate.env, QOVERY_API_URL: sandbox.url, QOVERY_API_TOKEN: 'token-of-the-tests' };
  return {
    sandbox,
    folder,
    secondPosts,
    overrides,
    run: (argv, more = {}) =>
      runInProcess(argv, {
        cwd: folder.path,
        ...more,
        env: { ...env, ...more.env },
        io: { clock, ...more.io },
      }),
    runBuilt: (argv, more = {}) => runBin(argv, { cwd: folder.path, ...more, env: { ...env, ...more.env } }),
    close: async () => {
      await sandbox.close();
      folder.remove();
    },
  };
};

/** Names the place of an override. */
export const placeKey = (scopeId: string, secretKey: string): string => `${scopeId} ${secretKey}`;

/** The place that a POST wants an override at; null for anything else. */
const readPostTarget = (exchange: SandboxExchange, keys: ReadonlyMap<string, string>): string | null => {
  if (exchange.method !== 'POST') return null;
  const own = /^\/\w+\/([^/]+)\/secret\/([^/]+)\/override$/.exec(exchange.path);
  if (own !== null) return placeKey(own[1] ?? '', keys.get(own[2] ?? '') ?? '');
  const general = /^\/variable\/([^/]+)\/override$/.exec(exchange.path);
  const body = exchange.requestBody as { readonly override_parent_id?: string } | undefined;
  return general === null ? null : placeKey(body?.override_parent_id ?? '', keys.get(general[1] ?? '') ?? '');
};

/** One change of a report. */
export interface ReportedChange {
  readonly address: string;
  readonly action: string;
  readonly reason: string;
  readonly serviceId: string;
  readonly secretKey: string;
  readonly overrideId: string | null;
  readonly outcome: 'applied' | 'failed' | 'not-attempted' | 'unchanged';
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** What `plan` and `apply` print as JSON. */
export interface Report {
  readonly summary: Readonly<Record<string, number>>;
  readonly requests: { readonly made: number };
  readonly changes: readonly ReportedChange[];
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly code: string;
    readonly message: string;
    readonly address?: string;
  }[];
}

/** Reads standard output as the one object that it must be. */
export const readReport = (run: CliRun): Report => {
  try {
    return JSON.parse(run.stdout) as Report;
  } catch {
    throw new Error(`standard output is not one JSON object: ${run.stdout}\n${run.stderr}`);
  }
};
