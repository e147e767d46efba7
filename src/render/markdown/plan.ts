import { isInSync, type Plan } from '../../model/plan.js';
import { createPaint, type Paint } from '../text/paint.js';
import { listPlanNotes, warnOfAdoptions } from '../text/plan-notes.js';
import type { PlanTextInput } from '../text/plan-text-input.js';
import { renderRequests } from '../text/requests-text.js';
import { fitGroups } from './fit.js';
import { groupChanges, groupDiagnostics } from './groups.js';
import { renderCounts, renderHead } from './head.js';

/**
 * A plan, facts about the run, and the name of the plan if there are several.
 *
 * @inline
 */
export type PlanMarkdownInput = Omit<PlanTextInput, 'paint'> & {
  /** Distinguishes the comments of several plans on one pull request; null if there is only one. */
  readonly commentId: string | null;
};

/**
 * Renders a plan as a comment for a pull request or a job summary. It fits whatever its size: the most important parts come first, and
 * the rest is counted.
 */
export const renderPlanMarkdown = (input: PlanMarkdownInput): string => {
  const { plan, usage, toApply, valuesEvaluated, commentId } = input;
  const { changes, diagnostics } = plan;
  const warning = warnOfAdoptions(plan);
  const paragraphs = [
    ...(warning === null ? [] : [`**Warning:** ${warning}`]),
    ...listPlanNotes({ ...input, paint: BOLD_WORDS }),
    renderRequests(usage, toApply),
  ];
  const head = [
    renderHead({ command: 'plan', commentId }, describeOutcome(plan)),
    renderSummary(plan),
    ...paragraphs.map((text) => `${text}\n`),
  ];
  return fitGroups(head.join('\n'), [
    groupDiagnostics(diagnostics, 'error'),
    groupChanges(changes, 'delete', valuesEvaluated),
    groupChanges(changes, 'blocked', valuesEvaluated),
    groupDiagnostics(diagnostics, 'warning'),
    groupChanges(changes, 'update', valuesEvaluated),
    groupChanges(changes, 'create', valuesEvaluated),
    groupDiagnostics(diagnostics, 'info'),
  ]);
};

const strong = (text: string): string => `**${text}**`;

const BOLD_WORDS: Paint = { ...createPaint(false), warning: strong, info: strong };

const describeOutcome = (plan: Plan): string => {
  if (isInSync(plan)) return 'no changes';
  const { create, update, delete: deletes, blocked } = plan.summary;
  const writes = `${String(create)} to create, ${String(update)} to update, ${String(deletes)} to delete`;
  return blocked === 0 ? writes : `${writes}, ${String(blocked)} blocked`;
};

const renderSummary = ({ summary }: Plan): string =>
  renderCounts([
    ['create', summary.create],
    ['update', summary.update],
    ['delete', summary.delete],
    ['in sync', summary.inSync],
    ['unknown', summary.unknown],
    ['blocked', summary.blocked],
  ]);
