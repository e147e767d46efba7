import type { Failure } from '../../model/failure.js';
import type { Plan } from '../../model/plan.js';
import { diagnosticsOfFailure } from '../json/json.js';
import { fitGroups } from './fit.js';
import { groupDiagnostics } from './groups.js';
import { renderHead, type MarkdownTitle } from './head.js';

/** A failure that ended a run. */
export interface FailureMarkdownInput extends MarkdownTitle {
  readonly failure: Failure;
  /** The plan, if there was one before the failure; else null. */
  readonly plan: Plan | null;
}

/** Renders a failure in place of the expected document, so that nobody mistakes an older comment for the current one. */
export const renderFailureMarkdown = ({ failure, plan, ...title }: FailureMarkdownInput): string => {
  const diagnostics = [...(plan?.diagnostics ?? []), ...diagnosticsOfFailure(failure)];
  return fitGroups(renderHead(title, failure.code === 'interrupted' ? 'interrupted' : 'failed'), [
    groupDiagnostics(diagnostics, 'error'),
    groupDiagnostics(diagnostics, 'warning'),
    groupDiagnostics(diagnostics, 'info'),
  ]);
};
