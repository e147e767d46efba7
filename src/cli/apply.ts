import type { Command } from 'commander';
import { Failure } from '../model/failure.js';
import type { ChangeOutcome } from '../model/write.js';
import { checkApply } from '../plan/apply-guard.js';
import { checkSavedPlan } from '../plan/saved/saved-plan-compare.js';
import { diagnosticsOfOutcomes, diagnosticsOfRedeploy } from '../render/ci/outcome-findings.js';
import {
  showOutcomes,
  toApplyMarkdown,
  withProblems,
  countWrites,
  hasErrors,
  printDiagnostics,
  printPlan,
} from './output/report.js';
import { carryOut } from '../run/carry-out.js';
import { EXIT_INTERRUPTED } from './exit-codes.js';
import type { Io, Session } from './io.js';
import {
  addApiOptions,
  addCodeQualityOption,
  addManifestOptions,
  addMarkdownOptions,
  addOutputOptions,
  addPlanOptions,
  addValueOptions,
  type CiFlags,
  type OutputFlags,
} from './flags/options.js';
import { planRun, type PlannedRun, type RunFlags } from '../run/planned-run.js';
import { createProgress, type Progress } from './output/progress.js';
import {
  addRedeployOptions,
  isRedeployed,
  mayRedeploy,
  redeploy,
  wantsRedeploy,
  type RedeployFlags,
} from '../run/redeploy.js';
import { openReceipt } from './output/receipt.js';
import { loadSavedPlan, shapingFlags } from '../run/saved-plan-file.js';

type ApplyCommandFlags = RunFlags &
  RedeployFlags &
  CiFlags &
  OutputFlags<'text' | 'json' | 'markdown'> & {
    readonly autoApprove?: boolean;
    readonly failFast?: boolean;
    readonly plan?: string;
    readonly receipt?: string;
  };

const EXAMPLES = `
Exit codes: 0 everything is as declared, 1 an error (also when only some changes, or only a redeploy, failed),
130 interrupted. Ctrl-C lets requests in flight finish and reports; a second one exits at once.

Examples:
  $ qoverride apply
  $ qoverride apply --auto-approve --summary          # in CI, with a job summary
  $ qoverride apply --plan plan.json                  # what plan --out saved
  $ qoverride apply -y --skip-blocked overrides/production.yaml
  $ qoverride apply -y --redeploy-wait                # and bring it live`;

/** `qoverride apply`: makes the overrides what the manifests say. */
export const defineApply = (command: Command, io: Io, session: Session): void => {
  addManifestOptions(command);
  addPlanOptions(command);
  command
    .option('-y, --auto-approve', 'do not ask')
    .option('--fail-fast', 'stop at the first change that fails')
    .option('--plan <file>', 'carry out a saved plan, if nothing has moved since; does not ask')
    .option('--receipt <file>', 'add a line of JSON for each change to a file; never a value');
  addRedeployOptions(command);
  addValueOptions(command);
  addApiOptions(command);
  addOutputOptions(command, ['text', 'json', 'markdown']);
  addMarkdownOptions(command);
  addCodeQualityOption(command);
  command
    .addHelpText('after', EXAMPLES)
    .action(async (paths: readonly string[], flags: ApplyCommandFlags) => {
      session.finish(await runApply(io, session, paths, flags));
    });
};

const runApply = async (
  io: Io,
  session: Session,
  paths: readonly string[],
  flags: ApplyCommandFlags,
): Promise<number> => {
  const isApproved = flags.autoApprove === true || flags.plan !== undefined;
  if (!isApproved && io.ask === null) {
    throw new Failure('not-confirmed', 'apply asks before it writes, and there is no terminal to ask on', {
      hint: 'add --auto-approve (-y) where nobody can answer',
    });
  }
  const redeploys = wantsRedeploy(flags);
  const saved = flags.plan === undefined ? null : await loadSavedPlan(io, flags.plan);
  const progress = await createProgress(io);
  const halt = new AbortController();
  const stop = AbortSignal.any([io.interrupt, halt.signal]);
  const run = await planUntilInterrupted(io, session, paths, flags, { progress, stop });
  if (saved !== null) checkSavedPlan(saved, run.plan, run.keyring, shapingFlags(flags));
  showPlan(io, flags, run, isApproved);
  const isBlocked = hasErrors(run.plan);
  const writes = isBlocked ? 0 : countWrites(run.plan);
  if (writes > 0) checkApply(run.plan, run.keyring);
  if (!isApproved && !isBlocked && (writes > 0 || (redeploys && mayRedeploy(run)))) {
    await confirm(io, writes, redeploys);
  }
  const receipt = openReceipt(io, flags.receipt, run.plan);
  const tools = { progress, receipt, halt };
  const outcomes = await carryOut(io, flags, run, tools);
  const redeployed = redeploys ? await redeploy(io, flags, run, outcomes, tools) : null;
  const exitCode = exitCodeOf(io, outcomes, isBlocked || !isRedeployed(redeployed));
  const problems = receipt.end(outcomes, exitCode);
  session.found([...diagnosticsOfOutcomes(outcomes), ...diagnosticsOfRedeploy(redeployed), ...problems]);
  const report = { run: withProblems(run, problems), outcomes, redeployed };
  session.summarize(() => toApplyMarkdown(io, flags, report));
  showOutcomes(io, flags, report);
  printDiagnostics(io, flags, { diagnostics: problems });
  return problems.length === 0 ? exitCode : Math.max(exitCode, 1);
};

/** Plans with an interrupt that cuts requests short; after this one only keeps new writes from starting. */
const planUntilInterrupted = async (
  io: Io,
  session: Session,
  paths: readonly string[],
  flags: ApplyCommandFlags,
  { progress, stop }: { readonly progress: Progress; readonly stop: AbortSignal },
): Promise<PlannedRun> => {
  const reading = new AbortController();
  const stopReading = (): void => reading.abort();
  io.interrupt.addEventListener('abort', stopReading);
  progress.say('Comparing manifests with Qovery…');
  try {
    return await planRun(io, {
      paths,
      flags,
      noValues: false,
      needsKey: flags.plan !== undefined,
      asksWho: false,
      session,
      signal: reading.signal,
      stop,
      progress,
    });
  } finally {
    progress.stop();
    io.interrupt.removeEventListener('abort', stopReading);
  }
};

const confirm = async (io: Io, writes: number, redeploys: boolean): Promise<void> => {
  const steps = [
    ...(writes > 0 ? ['write these changes to Qovery'] : []),
    ...(redeploys ? ['redeploy the services that need it'] : []),
  ];
  io.stderr.write(`\nDo you want to ${steps.join(' and ')}?\n  Only 'yes' will be accepted to approve.\n\n`);
  const answer = await io.ask?.('  Enter a value: ');
  if (answer?.trim() !== 'yes') throw new Failure('not-confirmed', 'not approved; nothing was changed');
};

/** For people the plan comes before the question; otherwise it is part of the one document at the end. */
const showPlan = (io: Io, flags: ApplyCommandFlags, run: PlannedRun, isApproved: boolean): void => {
  if (flags.format !== 'text' && isApproved) return;
  printPlan(
    io,
    flags,
    { plan: run.plan, usage: run.client.usage(), valuesEvaluated: true, hasKey: run.keyring.hasKey },
    flags.format === 'text' ? io.stdout : io.stderr,
  );
};

const exitCodeOf = (io: Io, outcomes: readonly ChangeOutcome[], hasFailed: boolean): number => {
  if (io.interrupt.aborted) return EXIT_INTERRUPTED;
  const isComplete = outcomes.every(({ outcome }) => outcome === 'applied' || outcome === 'unchanged');
  return isComplete && !hasFailed ? 0 : 1;
};
