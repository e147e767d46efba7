import { createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import type { Explanation } from '../../model/explanation.js';
import type { Failure } from '../../model/failure.js';
import type { Change, Metadata, Plan, PlanSummary, RequestUsage } from '../../model/plan.js';
import { valueSourceName } from '../../model/value-reference.js';
import { diagnosticsOfFailure, diagnosticsToJson, locationToJson, renderJson } from './json.js';
import { outsideEditToJson } from '../text/outside-edit-text.js';
import type { RedeployReport, ServiceRedeploy } from '../../model/redeploy.js';
import type { Scope } from '../../model/scope.js';
import type { ChangeOutcome } from '../../model/write.js';
import { countOutcomes } from '../text/apply-text.js';

/** A plan, and the facts about the run that its JSON contains. */
export interface PlanJsonInput {
  /** From `buildPlan`. */
  readonly plan: Plan;
  /** From the client. */
  readonly usage: RequestUsage;
  /** Requests that apply will make. */
  readonly toApply: number;
  /** Value of `tool.version`. */
  readonly toolVersion: string;
}

/** Renders a plan as the object described by `schemas/plan.schema.json`. Values appear as `(sensitive)`. */
export const renderPlanJson = (input: PlanJsonInput): string => renderJson(planToJson(input));

/** Converts a plan to the object described by `schemas/plan.schema.json`. */
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
  /** The plan, if there was one before the failure; else null or omitted. */
  readonly plan?: Plan | null;
  /** Null if no request was made. */
  readonly usage: RequestUsage | null;
  readonly toolVersion: string;
  /** The command that failed. The summary of apply also counts outcomes. */
  readonly command: 'plan' | 'apply';
}

/** Renders a failure as an object with the same shape as the output of plan or apply, with nothing applied. */
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
  unmanaged: 0,
};

const isWrite = ({ action }: Change): boolean => action !== 'none' && action !== 'blocked';

const unattemptedToJson = (change: Change): object => ({
  ...changeToJson(change),
  outcome: isWrite(change) ? 'not-attempted' : 'unchanged',
  error: null,
});

/** Version of the JSON of plan and apply; 1.1 added the reason `external-secret` and `outOfDate`. Within a major version, fields and words are only added. */
const PLAN_FORMAT_VERSION = '1.1';

/** The top-level parts of the JSON of plan and apply. */
export interface ReportParts {
  readonly toolVersion: string;
  readonly summary: object;
  readonly usage: RequestUsage | null;
  readonly toApply: number;
  readonly changes: readonly object[];
  /** Only in the output of apply. Null if no redeploy was requested. */
  readonly redeploy?: object | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Builds the top level of plan and apply output, with keys in their documented order. */
export const toReport = (parts: ReportParts): object => ({
  formatVersion: PLAN_FORMAT_VERSION,
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

/** The counts of a plan, with keys in their documented order. */
export const summaryToJson = (summary: PlanSummary): PlanSummary => ({
  create: summary.create,
  update: summary.update,
  delete: summary.delete,
  inSync: summary.inSync,
  unknown: summary.unknown,
  blocked: summary.blocked,
  adopt: summary.adopt,
  unmanaged: summary.unmanaged,
});

/** One change, with keys in their documented order. It shows only whether there is a value. */
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

/** The result of an apply, and the facts about the run that its JSON contains. */
export interface ApplyJsonInput {
  /** The plan that was applied. */
  readonly plan: Plan;
  /** One for each change of the plan, in the same order. */
  readonly outcomes: readonly ChangeOutcome[];
  /** From the client, after the run. */
  readonly usage: RequestUsage;
  /** Requests that the plan predicted. */
  readonly toApply: number;
  /** Value of `tool.version`. */
  readonly toolVersion: string;
  /** Whether a signal ended the run early. */
  readonly interrupted: boolean;
  /** Null or omitted if no redeploy was requested. */
  readonly redeploy?: RedeployReport | null;
}

/** Renders an apply as the object of its plan, with an outcome and an error on each change. */
export const renderApplyJson = (input: ApplyJsonInput): string => renderJson(applyToJson(input));

/** Converts an apply to the object of its plan, with an outcome and an error on each change. */
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
  message: 'the run was interrupted',
  hint: 'apply again to continue',
});

/** `overrideId` is the id after the run; for a delete, the id before it. */
const outcomeToJson = ({ change, outcome, error, overrideId }: ChangeOutcome): object => ({
  ...changeToJson({ ...change, overrideId: overrideId ?? change.overrideId }),
  outcome,
  error: error === null ? null : errorToJson(error),
});

const errorToJson = ({ code, message, hint }: Explanation): object => ({ code, message, hint });

/** A redeploy as it appears in the JSON of apply; null if none was requested. */
export const redeployToJson = (report: RedeployReport | null): object | null =>
  report === null
    ? null
    : {
        environments: report.map(({ environment, services, outOfDate }) => ({
          id: environment.id,
          name: environment.environment ?? environment.id,
          project: environment.project,
          services: services.map(serviceToJson),
          outOfDate: outOfDate.map(nameToJson),
        })),
      };

const nameToJson = ({ id, service, type }: Scope): object => ({ id, name: service ?? id, type });

const serviceToJson = ({ service, outcome, reason, state, error }: ServiceRedeploy): object => ({
  ...nameToJson(service),
  outcome,
  reason,
  state,
  error: error === null ? null : errorToJson(error),
});
