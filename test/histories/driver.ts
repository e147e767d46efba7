import { apply, Failure, plan, type ApplyOptions, type PlanResult } from '../../src/index.js';
import type { Clock } from '../../src/model/clock.js';
import type { Reason } from '../../src/model/plan.js';

/** One run of the tool. */
export interface Order {
  readonly command: 'plan' | 'apply';
  readonly folder: string;
  readonly environment: string;
  readonly key: string | null;
  readonly oldKeys: readonly string[];
  /** What manifests may read, by name. */
  readonly values: Readonly<Record<string, string>>;
  readonly noValues: boolean;
  readonly skip: Reason | null;
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
  /** Null in a plan, and in an apply that was refused. */
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
  /** Whether an apply did all that there was to do. */
  readonly isComplete: boolean;
}

/** Runs the tool in this process. */
export const runTool = async (order: Order): Promise<Report> => {
  const options = toOptions(order);
  if (order.command === 'plan') return toReport(await plan(options), [], false);
  let planned: PlanResult | null = null;
  try {
    const result = await apply({
      ...options,
      onPlan: (made) => {
        planned = made;
      },
    });
    return toReport(result, result.outcomes, result.isComplete);
  } catch (error) {
    if (planned === null || !(error instanceof Failure)) throw error;
    return toReport(planned, [], false);
  }
};

const toReport = (
  result: Pick<PlanResult, 'plan' | 'toJSON'>,
  outcomes: readonly { readonly outcome: string }[],
  isComplete: boolean,
): Report => ({
  changes: result.plan.changes.map(({ address, action, reason }, index) => ({
    address,
    action,
    reason,
    outcome: outcomes[index]?.outcome ?? null,
  })),
  diagnostics: result.plan.diagnostics,
  isComplete,
});

const toOptions = (order: Order): ApplyOptions => ({
  paths: ['manifest.yaml'],
  cwd: order.folder,
  root: order.folder,
  environment: order.environment,
  apiUrl: 'http://127.0.0.1',
  token: 'token',
  ...(order.key === null ? {} : { key: order.key }),
  oldKeys: order.oldKeys,
  env: order.values,
  values: !order.noValues,
  skip: order.skip === null ? [] : [order.skip],
  takeOver: order.takeOver,
  prune: order.prune,
  maxDeletes: 100,
  skipBlocked: order.skipBlocked,
  clock: order.clock,
});
