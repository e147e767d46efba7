import type { Plan, RequestUsage } from '../../model/plan.js';
import { renderDiagnostics } from '../../render/text/diagnostics-text.js';
import { renderPlanMarkdown } from '../../render/markdown/plan.js';
import { createPaint } from '../../render/text/paint.js';
import { renderPlanText } from '../../render/text/plan-text.js';
import { wantsColor, type Io, type OutputStream } from '../io.js';
import type { CiFlags, OutputFlags, PlanFlags } from '../flags/options.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { RedeployReport } from '../../model/redeploy.js';
import type { ChangeOutcome } from '../../model/write.js';
import { renderApplyJson } from '../../render/json/plan-json.js';
import { renderApplyText } from '../../render/text/apply-text.js';
import { renderApplyMarkdown } from '../../render/markdown/apply.js';
import type { PlannedRun } from '../../run/planned-run.js';
import { readVersion } from '../../text/package-file.js';

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

/** An apply that came to its end. */
export interface ApplyReport {
  readonly run: PlannedRun;
  readonly outcomes: readonly ChangeOutcome[];
  /** Null where no redeploy was asked for. */
  readonly redeployed: RedeployReport | null;
}

/** A run whose report names what went wrong beside its changes. */
export const withProblems = (run: PlannedRun, problems: readonly Diagnostic[]): PlannedRun => ({
  ...run,
  plan: { ...run.plan, diagnostics: [...run.plan.diagnostics, ...problems] },
});

/** Prints what an apply came to on standard output; as text nothing where there was nothing to do. */
export const showOutcomes = (
  io: Io,
  flags: OutputFlags<'text' | 'json' | 'markdown'> & CiFlags,
  report: ApplyReport,
): void => {
  const {
    run: { plan, client },
    outcomes,
    redeployed: redeploy,
  } = report;
  const usage = client.usage();
  const interrupted = io.interrupt.aborted;
  switch (flags.format) {
    case 'text': {
      if (redeploy === null && outcomes.every(({ outcome }) => outcome === 'unchanged')) return;
      const paint = createPaint(wantsColor(io, io.stdout, flags.color));
      io.stdout.write(`\n${renderApplyText({ outcomes, usage, interrupted, redeploy, paint })}`);
      return;
    }
    case 'json': {
      const toApply = countWrites(plan);
      const toolVersion = readVersion();
      io.stdout.write(
        renderApplyJson({ plan, outcomes, usage, toApply, toolVersion, interrupted, redeploy }),
      );
      return;
    }
    case 'markdown':
      io.stdout.write(toApplyMarkdown(io, flags, report));
  }
};

/** The same as a document in Markdown. */
export const toApplyMarkdown = (
  io: Io,
  { commentId }: CiFlags,
  { run, outcomes, redeployed }: ApplyReport,
): string =>
  renderApplyMarkdown({
    plan: run.plan,
    outcomes,
    usage: run.client.usage(),
    interrupted: io.interrupt.aborted,
    redeploy: redeployed,
    commentId: commentId ?? null,
  });
