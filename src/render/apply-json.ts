import type { Diagnostic } from '../model/diagnostic.js';
import type { Plan } from '../model/plan.js';
import type { RedeployReport } from '../model/redeploy.js';
import type { RequestUsage } from '../model/request-usage.js';
import type { ChangeOutcome, WriteFailure } from '../model/write.js';
import { renderJson } from './json.js';
import { countOutcomes } from './outcome-counts.js';
import { redeployToJson } from './redeploy-json.js';
import { changeToJson, summaryToJson, toReport } from './plan-json.js';

/** What an apply came to, and what else its JSON says of the run. */
export interface ApplyJsonInput {
  /** The plan that was carried out. */
  readonly plan: Plan;
  /** One for each change of the plan, in its order. */
  readonly outcomes: readonly ChangeOutcome[];
  /** From the client, when all is done. */
  readonly usage: RequestUsage;
  /** Requests that the plan foresaw. */
  readonly toApply: number;
  /** What `tool.version` says. */
  readonly toolVersion: string;
  /** Whether a signal ended the run early. */
  readonly interrupted: boolean;
  /** Null or left out where no redeploy was asked for. */
  readonly redeploy?: RedeployReport | null;
}

/** Prints an apply as its plan's object, with an outcome and an error on each change. */
export const renderApplyJson = (input: ApplyJsonInput): string =>
  renderJson(
    toReport({
      toolVersion: input.toolVersion,
      summary: { ...summaryToJson(input.plan.summary), ...countOutcomes(input.outcomes) },
      usage: input.usage,
      toApply: input.toApply,
      changes: input.outcomes.map(outcomeToJson),
      redeploy: redeployToJson(input.redeploy ?? null),
      diagnostics: input.interrupted ? [...input.plan.diagnostics, INTERRUPTED] : input.plan.diagnostics,
    }),
  );

const INTERRUPTED: Diagnostic = {
  severity: 'error',
  code: 'interrupted',
  message: 'the run was interrupted before its end',
  hint: 'apply again to go on',
};

/** `overrideId` is the override's as it is after the run; for a delete, as it was. */
const outcomeToJson = ({ change, outcome, error, overrideId }: ChangeOutcome): object => ({
  ...changeToJson({ ...change, overrideId: overrideId ?? change.overrideId }),
  outcome,
  error: error === null ? null : errorToJson(error),
});

const errorToJson = ({ code, message, hint }: WriteFailure): object => ({ code, message, hint });
