import type { Plan } from '../model/plan.js';
import type { RequestUsage } from '../model/request-usage.js';
import { renderDiagnostics } from '../render/diagnostics-text.js';
import { renderPlanMarkdown } from '../render/markdown/plan.js';
import { createPaint } from '../render/paint.js';
import { renderPlanText } from '../render/plan-text.js';
import { wantsColor, type Io, type OutputStream } from './io.js';
import type { CiFlags, OutputFlags, PlanFlags } from './options.js';

/** What is needed to print a plan for people. */
export interface PrintedPlan {
  readonly plan: Plan;
  readonly usage: RequestUsage;
  readonly valuesEvaluated: boolean;
  readonly hasKey: boolean;
}

/** How many requests apply will make for a plan, when each succeeds at once. */
export const countWrites = (plan: Plan): number =>
  plan.summary.create + plan.summary.update + plan.summary.delete;

/** Whether a plan must not be carried out. */
export const hasErrors = ({ diagnostics }: Plan): boolean =>
  diagnostics.some(({ severity }) => severity === 'error');

/** Prints a plan: the result to `stream` (standard output), its diagnostics to standard error. */
export const printPlan = (
  io: Io,
  flags: OutputFlags & PlanFlags,
  printed: PrintedPlan,
  stream: OutputStream = io.stdout,
): void => {
  stream.write(
    renderPlanText({
      ...printed,
      toApply: countWrites(printed.plan),
      skipBlocked: flags.skipBlocked === true,
      paint: createPaint(wantsColor(io, stream, flags.color)),
    }),
  );
  printDiagnostics(io, flags, printed.plan);
};

/** The same plan as a document in Markdown. */
export const toMarkdown = (flags: PlanFlags & CiFlags, printed: PrintedPlan): string =>
  renderPlanMarkdown({
    ...printed,
    toApply: countWrites(printed.plan),
    skipBlocked: flags.skipBlocked === true,
    commentId: flags.commentId ?? null,
  });

/** Prints findings to standard error. */
export const printDiagnostics = (
  io: Io,
  flags: Pick<OutputFlags, 'color'>,
  { diagnostics }: Pick<Plan, 'diagnostics'>,
): void => {
  if (diagnostics.length === 0) return;
  io.stderr.write(renderDiagnostics(diagnostics, createPaint(wantsColor(io, io.stderr, flags.color))));
};
