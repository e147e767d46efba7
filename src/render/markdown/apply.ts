import type { Plan } from '../../model/plan.js';
import type { ChangeOutcome } from '../../model/write.js';
import { explainNotAttempted, type ApplyTextInput, countOutcomes } from '../text/apply-text.js';
import { createPaint } from '../text/paint.js';
import {
  renderRedeployReport,
  renderRedeployNotice,
  renderWiderNotice,
} from '../text/redeploy-report-text.js';
import { renderRequests } from '../text/requests-text.js';
import { fitGroups, type MarkdownGroup } from './fit.js';
import { groupDiagnostics, groupOutcomes } from './groups.js';
import { renderCounts, renderHead } from './head.js';

/**
 * The result of an apply, and the name of its plan if there are several.
 *
 * @inline
 */
export type ApplyMarkdownInput = Omit<ApplyTextInput, 'paint'> & {
  /** The plan that was applied. */
  readonly plan: Plan;
  /** Name of the plan if there are several, else null. */
  readonly commentId: string | null;
};

/** Renders an apply for a job summary or a comment, failures first. Like a plan, it fits whatever its size. */
export const renderApplyMarkdown = (input: ApplyMarkdownInput): string => {
  const { plan, outcomes, usage, commentId } = input;
  const { applied, failed, notAttempted } = countOutcomes(outcomes);
  const head = [
    renderHead({ command: 'apply', commentId }, describeOutcome(outcomes)),
    renderCounts([
      ['applied', applied],
      ['failed', failed],
      ['not attempted', notAttempted],
      ['unchanged', outcomes.length - applied - failed - notAttempted],
    ]),
    ...explainNotAttempted({ ...input, paint: createPaint(false) }).map((text) => `${text}\n`),
    `${renderRequests(usage, null)}\n`,
  ];
  return fitGroups(head.join('\n'), [
    groupOutcomes(outcomes, 'failed'),
    groupDiagnostics(plan.diagnostics, 'error'),
    groupOutcomes(outcomes, 'not-attempted'),
    groupRedeploys(input),
    groupDiagnostics(plan.diagnostics, 'warning'),
    groupOutcomes(outcomes, 'applied'),
    groupDiagnostics(plan.diagnostics, 'info'),
  ]);
};

const describeOutcome = (outcomes: readonly ChangeOutcome[]): string => {
  const { applied, failed, notAttempted } = countOutcomes(outcomes);
  if (applied + failed + notAttempted === 0) return 'nothing to do';
  return `${String(applied)} applied, ${String(failed)} failed, ${String(notAttempted)} not attempted`;
};

const groupRedeploys = ({ outcomes, interrupted, redeploy = null }: ApplyMarkdownInput): MarkdownGroup => ({
  title: 'live only after a redeploy',
  isOpen: true,
  language: 'text',
  separator: '\n',
  entries: [
    ...(redeploy === null
      ? renderRedeployNotice(outcomes)
      : renderRedeployReport(redeploy, interrupted, createPaint(false))),
    ...renderWiderNotice(outcomes, redeploy),
  ].map((line) => () => line),
});
