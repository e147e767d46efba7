import type { Clock } from '../../src/model/clock.js';
import { runInProcess } from '../support/run-cli.js';

/** One run of the tool. */
export interface Order {
  readonly command: 'plan' | 'apply';
  readonly folder: string;
  readonly environment: string;
  readonly apiUrl: string;
  readonly key: string | null;
  readonly oldKeys: readonly string[];
  /** What manifests may read, by name. */
  readonly values: Readonly<Record<string, string>>;
  readonly noValues: boolean;
  readonly skip: string | null;
  readonly takeOver: readonly string[];
  readonly prune: boolean;
  readonly skipBlocked: boolean;
  readonly clock: Clock;
}

/** What the tool says of one override. */
export interface Said {
  readonly address: string;
  readonly action: string;
  readonly reason: string;
  /** Null in a plan. */
  readonly outcome: string | null;
}

/** What the tool says of a run. */
export interface Report {
  readonly changes: readonly Said[];
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly code: string;
    readonly address: string | null;
  }[];
  readonly exitCode: number;
}

/** Runs the tool in this process. */
export const runTool = async (order: Order): Promise<Report> => {
  const { exitCode, stdout, stderr } = await runInProcess(toArguments(order), {
    cwd: order.folder,
    env: {
      ...order.values,
      QOVERY_API_URL: order.apiUrl,
      QOVERY_API_TOKEN: 'token',
      ...(order.key === null ? {} : { QOVERRIDE_KEY: order.key }),
      QOVERRIDE_OLD_KEYS: order.oldKeys.join('\n'),
    },
    io: { clock: order.clock },
  });
  const shown = stdout + stderr;
  const secrets = [...Object.values(order.values), ...(order.key === null ? [] : [order.key])];
  if (secrets.some((secret) => shown.includes(secret))) throw new Error('the output holds a value or a key');
  const { changes, diagnostics } = JSON.parse(stdout) as Pick<Report, 'changes' | 'diagnostics'>;
  return { changes, diagnostics, exitCode };
};

const toArguments = (order: Order): readonly string[] => [
  order.command,
  'manifest.yaml',
  '--format=json',
  `--environment=${order.environment}`,
  '--root=.',
  ...(order.command === 'apply' ? ['--auto-approve'] : []),
  ...(order.noValues ? ['--no-values'] : []),
  ...(order.skip === null ? [] : [`--skip=${order.skip}`]),
  ...order.takeOver.map((stack) => `--take-over=${stack}`),
  ...(order.prune ? ['--prune', '--max-deletes=100'] : []),
  ...(order.skipBlocked ? ['--skip-blocked'] : []),
];
