import type { Failure } from '../../model/failure.js';
import type { Plan, RequestUsage } from '../../model/plan.js';
import { renderAuditFailureJson } from '../../render/audit/json.js';
import { renderImportFailureJson } from '../../render/json/import-json.js';
import { diagnosticsOfFailure, renderValidateJson } from '../../render/json/json.js';
import { renderFailureMarkdown } from '../../render/markdown/failure.js';
import { renderFailureJson } from '../../render/json/plan-json.js';
import { readVersion } from '../../text/package-file.js';

/** How far a run came that failed. */
export interface HowFar {
  /** Null where no request was made. */
  readonly usage: RequestUsage | null;
  /** Null where none came about. */
  readonly plan: Plan | null;
  readonly commentId: string | null;
}

/** A failure as the one JSON object that its command prints. */
export const failureToJson = (
  failure: Failure,
  command: string | undefined,
  { usage, plan }: HowFar,
): string => {
  const toolVersion = readVersion();
  switch (command) {
    case 'validate':
      return renderValidateJson(diagnosticsOfFailure(failure));
    case 'audit':
      return renderAuditFailureJson({ failure, usage, toolVersion });
    case 'import':
      return renderImportFailureJson(failure, usage, toolVersion);
    case 'apply':
      return renderFailureJson({ failure, plan, usage, toolVersion, command: 'apply' });
    case undefined:
    default:
      return renderFailureJson({ failure, plan, usage, toolVersion, command: 'plan' });
  }
};

/** A failure as the document that its command prints, or adds to a job summary. */
export const failureToMarkdown = (
  failure: Failure,
  command: string | undefined,
  { plan, commentId }: HowFar,
): string =>
  renderFailureMarkdown({
    failure,
    plan,
    commentId,
    command: command === 'apply' || command === 'audit' ? command : 'plan',
  });
