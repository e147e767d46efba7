import type { Failure } from '../../model/failure.js';
import type { Plan } from '../../model/plan.js';
import { diagnosticsOfFailure } from '../json/json.js';
import { fitGroups } from './fit.js';
import { groupDiagnostics } from './groups.js';
import { renderHead, type MarkdownTitle } from './head.js';

/** A failure that ended a run. */
export interface FailureMarkdownInput extends MarkdownTitle {
  readonly failure: Failure;
  /** The plan that came about all the same; null where none did. */
  readonly plan: Plan | null;
}

/** Reports a failure in the place of the document that did not come about, so that no older one is taken for it. */
export const renderFailureMarkdown = ({ failure, plan, ...title }: FailureMarkdownInput): string => {
  const diagnostics = [...(plan?.diagnostics ?? []), ...diagnosticsOfFailure(failure)];
  return fitGroups(renderHead(title, failure.code === 'interrupted' ? 'interrupted' : 'failed'), [
    groupDiagnostics(diagnostics, 'error'),
    groupDiagnostics(diagnostics, 'warning'),
    groupDiagnostics(diagnostics, 'info'),
  ]);
};
