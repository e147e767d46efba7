import type { Diagnostic } from '../../model/diagnostic.js';
import { countWrites } from '../../model/plan.js';
import { renderApplyMarkdown } from '../../render/markdown/apply.js';
import { renderPlanMarkdown } from '../../render/markdown/plan.js';
import { renderApplyText } from '../../render/text/apply-text.js';
import { renderDiagnostics } from '../../render/text/diagnostics-text.js';
import { createPaint } from '../../render/text/paint.js';
import { renderPlanText } from '../../render/text/plan-text.js';
import type { ApplyResult } from '../../run/apply.js';
import type { PlanResult } from '../../run/plan.js';
import type { CiFlags, OutputFlags } from '../flags/options.js';
import { wantsColor, type Io, type OutputStream } from '../io.js';

type ColorFlag = Pick<OutputFlags, 'color'>;

/** For a form that says nothing on standard output where a command failed: the message on standard error is enough. */
export const withoutDocument = (): string => '';

/** A plan as people read it, painted for a stream. */
export const toPlanText = (io: Io, { color }: ColorFlag, planned: PlanResult, stream: OutputStream): string =>
  renderPlanText({
    ...planned,
    usage: planned.requests,
    toApply: countWrites(planned.plan),
    paint: createPaint(wantsColor(io, stream, color)),
  });

/** The same plan as a document in Markdown. */
export const toPlanMarkdown = ({ commentId }: CiFlags, planned: PlanResult): string =>
  renderPlanMarkdown({
    ...planned,
    usage: planned.requests,
    toApply: countWrites(planned.plan),
    commentId: commentId ?? null,
  });

/** What an apply came to, as people read it on standard output; empty where there was nothing to do. */
export const toApplyText = (io: Io, { color }: ColorFlag, result: ApplyResult): string => {
  const { outcomes, requests, redeployed, interrupted } = result;
  if (redeployed === null && outcomes.every(({ outcome }) => outcome === 'unchanged')) return '';
  const paint = createPaint(wantsColor(io, io.stdout, color));
  return `\n${renderApplyText({ outcomes, usage: requests, interrupted, redeploy: redeployed, paint })}`;
};

/** The same as a document in Markdown. */
export const toApplyMarkdown = (
  { commentId }: CiFlags,
  { plan, outcomes, requests, redeployed, interrupted }: ApplyResult,
): string =>
  renderApplyMarkdown({
    plan,
    outcomes,
    usage: requests,
    interrupted,
    redeploy: redeployed,
    commentId: commentId ?? null,
  });

/** Prints findings to standard error. */
export const printDiagnostics = (io: Io, { color }: ColorFlag, diagnostics: readonly Diagnostic[]): void => {
  if (diagnostics.length === 0) return;
  io.stderr.write(renderDiagnostics(diagnostics, createPaint(wantsColor(io, io.stderr, color))));
};
