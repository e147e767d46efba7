import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import type { Explanation } from '../../model/explanation.js';
import type { Failure } from '../../model/failure.js';
import type { Change, Metadata, Plan, PlanSummary, RequestUsage } from '../../model/plan.js';
import { valueSourceName } from '../../model/value-reference.js';
import {
  FORMAT_VERSION,
  diagnosticsOfFailure,
  diagnosticsToJson,
  locationToJson,
  renderJson,
} from './json.js';
import { outsideEditToJson } from '../text/outside-edit-text.js';
import type { RedeployReport, ServiceRedeploy } from '../../model/redeploy.js';
import type { ChangeOutcome } from '../../model/write.js';
import { countOutcomes } from '../text/apply-text.js';

/** A plan, and what else its JSON says of the run. */
export interface PlanJsonInput {
  /** From `buildPlan`. */
  readonly plan: Plan;
  /** From the client. */
  readonly usage: RequestUsage;
  /** Requests that apply will make. */
  readonly toApply: number;
  /** What `tool.version` says. */
  readonly toolVersion: string;
}

/** Prints a plan as the object that `schemas/plan.schema.json` describes; values show as `(sensitive)`. */
export const renderPlanJson = (input: PlanJsonInput): string => renderJson(planToJson(input));

/** The same object, not yet printed. */
export const planToJson = ({ plan, usage, toApply, toolVersion }: PlanJsonInput): object =>
  toReport({
    toolVersion,
    summary: summaryToJson(plan.summary),
    usage,
    toApply,
    changes: plan.changes.map(changeToJson),
    diagnostics: plan.diagnostics,
  });

/** A failure that ended a run. */
export interface FailureJsonInput {
  readonly failure: Failure;
  /** The plan that came about all the same; null or left out where none did. */
  readonly plan?: Plan | null;
  /** Null where no request was made. */
  readonly usage: RequestUsage | null;
  readonly toolVersion: string;
  /** Which command failed: apply's summary also counts outcomes. */
  readonly command: 'plan' | 'apply';
}

/** Prints a failure as an object of the same shape as a plan's or an apply's, nothing of which was carried out. */
export const renderFailureJson = (input: FailureJsonInput): string => {
  const { failure, plan, usage, toolVersion, command } = input;
  const changes = plan?.changes ?? [];
  const toApply = changes.filter(isWrite).length;
  return renderJson(
    toReport({
      toolVersion,
      summary: {
        ...summaryToJson(plan?.summary ?? NO_SUMMARY),
        ...(command === 'apply' ? { applied: 0, failed: 0, notAttempted: toApply } : {}),
      },
      usage,
      toApply,
      changes: changes.map(command === 'apply' ? unattemptedToJson : changeToJson),
      ...(command === 'apply' ? { redeploy: null } : {}),
      diagnostics: [...(plan?.diagnostics ?? []), ...diagnosticsOfFailure(failure)],
    }),
  );
};

const NO_SUMMARY: PlanSummary = {
  create: 0,
  update: 0,
  delete: 0,
  inSync: 0,
  unknown: 0,
  blocked: 0,
  adopt: 0,
};

const isWrite = ({ action }: Change): boolean => action !== 'none' && action !== 'blocked';

const unattemptedToJson = (change: Change): object => ({
  ...changeToJson(change),
  outcome: isWrite(change) ? 'not-attempted' : 'unchanged',
  error: null,
});

/** What the JSON of plan and apply has at its top level. */
export interface ReportParts {
  readonly toolVersion: string;
  readonly summary: object;
  readonly usage: RequestUsage | null;
  readonly toApply: number;
  readonly changes: readonly object[];
  /** Only in the output of apply: null where no redeploy was asked for. */
  readonly redeploy?: object | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Puts the top level of plan and apply output together, keys in their documented order. */
export const toReport = (parts: ReportParts): object => ({
  formatVersion: FORMAT_VERSION,
  tool: { name: 'qoverride', version: parts.toolVersion },
  summary: parts.summary,
  requests: {
    made: parts.usage?.made ?? 0,
    toApply: parts.toApply,
    limit: parts.usage?.limit ?? null,
    remaining: parts.usage?.remaining ?? null,
  },
  changes: parts.changes,
  ...(parts.redeploy === undefined ? {} : { redeploy: parts.redeploy }),
  diagnostics: diagnosticsToJson(parts.diagnostics),
});

/** The counts of a plan, keys in their documented order. */
export const summaryToJson = (summary: PlanSummary): PlanSummary => ({
  create: summary.create,
  update: summary.update,
  delete: summary.delete,
  inSync: summary.inSync,
  unknown: summary.unknown,
  blocked: summary.blocked,
  adopt: summary.adopt,
});

/** One change, keys in their documented order; of its value only whether there is one. */
export const changeToJson = (change: Change): object => ({
  address: change.address,
  action: change.action,
  reason: change.reason,
  scope: change.scopeType,
  serviceId: change.scope?.id ?? null,
  secretKey: change.secretKey,
  parentId: change.parentId,
  overrideId: change.overrideId,
  edit: outsideEditToJson(change.edit),
  before: change.before === null ? null : metadataToJson(change.before),
  after:
    change.after === null
      ? null
      : { ...metadataToJson(change.after), value: change.value === null ? null : '(sensitive)' },
  valueFrom: change.declared === null ? null : valueSourceName(change.declared.valueFrom),
  location: change.declared === null ? null : locationToJson(change.declared.location),
});

const metadataToJson = ({ description, enableInterpolationInFile }: Metadata): Metadata => ({
  description,
  enableInterpolationInFile,
});

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
export const renderApplyJson = (input: ApplyJsonInput): string => renderJson(applyToJson(input));

/** The same object, not yet printed. */
export const applyToJson = (input: ApplyJsonInput): object =>
  toReport({
    toolVersion: input.toolVersion,
    summary: { ...summaryToJson(input.plan.summary), ...countOutcomes(input.outcomes) },
    usage: input.usage,
    toApply: input.toApply,
    changes: input.outcomes.map(outcomeToJson),
    redeploy: redeployToJson(input.redeploy ?? null),
    diagnostics: input.interrupted ? [...input.plan.diagnostics, INTERRUPTED] : input.plan.diagnostics,
  });

const INTERRUPTED = createDiagnostic({
  severity: 'error',
  code: 'interrupted',
  message: 'the run was interrupted before its end',
  hint: 'apply again to go on',
});

/** `overrideId` is the override's as it is after the run; for a delete, as it was. */
const outcomeToJson = ({ change, outcome, error, overrideId }: ChangeOutcome): object => ({
  ...changeToJson({ ...change, overrideId: overrideId ?? change.overrideId }),
  outcome,
  error: error === null ? null : errorToJson(error),
});

const errorToJson = ({ code, message, hint }: Explanation): object => ({ code, message, hint });

/** A redeploy as the JSON of apply carries it; null where none was asked for. */
export const redeployToJson = (report: RedeployReport | null): object | null =>
  report === null
    ? null
    : {
        environments: report.map(({ environment, services }) => ({
          id: environment.id,
          name: environment.environment ?? environment.id,
          project: environment.project,
          services: services.map(serviceToJson),
        })),
      };

const serviceToJson = ({ service, outcome, reason, state, error }: ServiceRedeploy): object => ({
  id: service.id,
  name: service.service ?? service.id,
  type: service.type,
  outcome,
  reason,
  state,
  error: error === null ? null : errorToJson(error),
});
