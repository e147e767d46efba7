import type { Diagnostic } from '../model/diagnostic.js';
import type { RedeployReport } from '../model/redeploy.js';
import type { ChangeOutcome } from '../model/write.js';
import { renderApplyJson } from '../render/apply-json.js';
import { renderApplyText } from '../render/apply-text.js';
import { renderApplyMarkdown } from '../render/markdown/apply.js';
import { createPaint } from '../render/paint.js';
import { wantsColor, type Io } from './io.js';
import type { CiFlags, OutputFlags } from './options.js';
import type { PlannedRun } from './planned-run.js';
import { countWrites } from './report.js';
import { readVersion } from './version.js';

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
