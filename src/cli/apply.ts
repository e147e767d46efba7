import type { RedeployRequest } from '../apply/redeploy-services.js';
import { Failure } from '../model/failure.js';
import { countWrites } from '../model/plan.js';
import type { ChangeOutcome } from '../model/write.js';
import { diagnosticsOfOutcomes, diagnosticsOfRedeploy } from '../render/ci/outcome-findings.js';
import { renderApplyJunit, renderFailureJunit } from '../render/ci/junit.js';
import { renderFailureMarkdown } from '../render/markdown/failure.js';
import { renderApplyJson, renderFailureJson } from '../render/json/plan-json.js';
import { renderEndedApply, renderOutcomeLine, renderTotals } from '../render/text/apply-text.js';
import { createPaint } from '../render/text/paint.js';
import { apply, type ApplyResult, type Work } from '../run/apply.js';
import type { PlanResult } from '../run/plan.js';
import { readVersion } from '../files/package-file.js';
import { renderIn, type CliCommand, type CommandContext, type Ending, type Forms } from './commands.js';
import { EXIT_FAILED, EXIT_INTERRUPTED } from './exit-codes.js';
import { readRunOptions } from './flags/run-options.js';
import { readSavedPlan } from './flags/saved-plan.js';
import {
  addApiOptions,
  addCodeQualityOption,
  addManifestOptions,
  addMarkdownOptions,
  addOutputOptions,
  addPlanOptions,
  addRedeployOptions,
  addReportOption,
  addValueOptions,
  type CiFlags,
  type OutputFlags,
  type RedeployFlags,
  type RunFlags,
} from './flags/options.js';
import { wantsColor, type Io } from './io.js';
import { openReceipt, type Receipt } from './output/receipt.js';
import {
  printDiagnostics,
  toApplyMarkdown,
  toApplyText,
  toPlanText,
  withoutDocument,
} from './output/report.js';
import { watchRun } from './output/show-progress.js';

type ApplyFormat = 'text' | 'json' | 'markdown' | 'junit';

type ApplyFlags = RunFlags &
  RedeployFlags &
  CiFlags &
  OutputFlags<ApplyFormat> & {
    readonly autoApprove?: boolean;
    readonly failFast?: boolean;
    readonly verify?: boolean;
    readonly who?: boolean;
    readonly plan?: string;
    readonly receipt?: string;
  };

/** The result of an apply, and how to show it. */
interface ApplyReport {
  readonly io: Io;
  readonly flags: ApplyFlags;
  readonly result: ApplyResult;
}

const FORMS: Forms<ApplyFormat, ApplyReport> = {
  text: {
    render: ({ io, flags, result }) => toApplyText(io, flags, result),
    renderFailure: withoutDocument,
  },
  json: {
    render: ({ result }) =>
      renderApplyJson({
        ...result,
        usage: result.requests,
        toApply: countWrites(result.plan),
        toolVersion: readVersion(),
        redeploy: result.redeployed,
      }),
    renderFailure: ({ requests, ...failed }) =>
      renderFailureJson({ ...failed, usage: requests, toolVersion: readVersion(), command: 'apply' }),
  },
  markdown: {
    render: ({ flags, result }) => toApplyMarkdown(flags, result),
    renderFailure: (failed) => renderFailureMarkdown({ ...failed, command: 'apply' }),
  },
  junit: {
    render: ({ result }) => renderApplyJunit(result.plan, result.outcomes),
    renderFailure: ({ failure }) => renderFailureJunit('apply', failure),
  },
};

const HELP = `
Exit codes: 0 everything is as declared, 1 an error (also if only some changes, or only a redeploy, failed),
130 interrupted. Ctrl-C lets requests in flight finish and reports; one more, after a second, exits at once.

Examples:
  $ qoverride apply
  $ qoverride apply -y --verify --summary             # in CI, with a job summary
  $ qoverride apply --plan plan.json                  # saved by plan --out
  $ qoverride apply -y --skip-blocked overrides/production.yaml
  $ qoverride apply -y --redeploy-wait                # and make it live`;

/** `qoverride apply`: applies manifests to Qovery. */
export const applyCommand: CliCommand<ApplyFlags> = {
  forms: FORMS,
  define: (command) => {
    addManifestOptions(command);
    addPlanOptions(command);
    command
      .option('-y, --auto-approve', 'do not ask for confirmation')
      .option('--fail-fast', 'stop at the first change that fails')
      .option('--verify', 'list what was written once more, and fail what somebody has overwritten since')
      .option('--who', 'name who edited overrides outside, from the event log; one request per such service')
      .option(
        '--plan <file>',
        'apply a saved plan (-: standard input) if nothing has changed since; does not ask',
      )
      .option('--receipt <file>', 'append a line of JSON for each change to a file; never a value');
    addRedeployOptions(command);
    addValueOptions(command);
    addApiOptions(command);
    addOutputOptions(command, FORMS);
    addMarkdownOptions(command);
    addReportOption(command, FORMS);
    addCodeQualityOption(command);
    command.addHelpText('after', HELP);
  },
  run: async (context) => {
    const { io, flags, session, operands } = context;
    refuseFlags(io, flags);
    const savedPlan =
      flags.plan === undefined ? {} : { savedPlan: await readSavedPlan(io, flags.plan, operands) };
    const { display, onProgress } = await watchRun(io, session, flags.color);
    const options = await readRunOptions(io, operands, flags);
    const paint = createPaint(wantsColor(io, io.stderr, flags.color));
    let receipt: Receipt | null = null;
    const soFar = { outcomes: [] as ChangeOutcome[], redeploys: [] as RedeployRequest[] };
    const result = await apply({
      ...options,
      ...savedPlan,
      ...redeployOptions(flags),
      failFast: flags.failFast === true,
      verify: flags.verify === true,
      who: flags.who === true,
      interrupt: io.interrupt,
      onProgress,
      onPlan: (planned) => {
        display.stop();
        showPlan(context, planned);
      },
      approve: (_planned, work) => (isApproved(flags) ? Promise.resolve(true) : confirm(io, work)),
      onStart: (plan) => {
        receipt = openReceipt(io, flags.receipt, plan);
        io.onEndAtOnce(() => {
          display.stop();
          io.stderr.write(renderEndedApply({ ...soFar, writes: countWrites(plan), paint }));
        });
      },
      onOutcome: (outcome) => {
        soFar.outcomes.push(outcome);
        receipt?.add(outcome);
        if (outcome.outcome === 'failed') display.log(renderOutcomeLine(outcome, paint));
      },
      onRedeploy: (request) => {
        soFar.redeploys.push(request);
        receipt?.addRedeploy(request);
      },
    }).finally(display.stop);
    return end(context, result, receipt);
  },
};

/** Rejects what can be rejected before anything is read. */
const refuseFlags = (io: Io, flags: ApplyFlags): void => {
  if (!isApproved(flags) && io.ask === null) {
    throw new Failure('not-confirmed', 'apply asks before it writes, and there is no terminal to ask on', {
      hint: 'add --auto-approve (-y) where nobody can answer',
    });
  }
  if (flags.redeployTimeout !== undefined && flags.redeployWait !== true) {
    throw new Failure('usage', '--redeploy-timeout is for --redeploy-wait', {
      hint: 'add --redeploy-wait, or leave out --redeploy-timeout: without waiting there is no timeout',
    });
  }
};

const isApproved = ({ autoApprove, plan }: ApplyFlags): boolean => autoApprove === true || plan !== undefined;

const redeployOptions = ({ redeploy, redeployWait, redeployTimeout }: ApplyFlags): RedeployFlags => ({
  redeploy: redeploy === true,
  redeployWait: redeployWait === true,
  ...(redeployTimeout === undefined ? {} : { redeployTimeout }),
});

/** For people the plan comes before the question; otherwise it is part of the one document at the end. */
const showPlan = ({ io, flags }: CommandContext<ApplyFlags>, planned: PlanResult): void => {
  if (flags.format !== 'text' && isApproved(flags)) return;
  const stream = flags.format === 'text' ? io.stdout : io.stderr;
  stream.write(toPlanText(io, flags, planned, stream));
  printDiagnostics(io, flags, planned.diagnostics);
};

const confirm = async (io: Io, { writes, redeploys }: Work): Promise<boolean> => {
  const steps = [
    ...(writes > 0 ? ['write these changes to Qovery'] : []),
    ...(redeploys ? ['redeploy the services that need it'] : []),
  ];
  io.stderr.write(`\nDo you want to ${steps.join(' and ')}?\n  Only 'yes' will be accepted to approve.\n\n`);
  const answer = await io.ask?.('  Enter a value: ');
  return answer?.trim() === 'yes';
};

/** Closes the receipt and prints the report. */
const end = async (
  { io, flags }: CommandContext<ApplyFlags>,
  result: ApplyResult,
  receipt: Receipt | null,
): Promise<Ending> => {
  const exitCode = result.interrupted ? EXIT_INTERRUPTED : result.isComplete ? 0 : EXIT_FAILED;
  const problems = receipt?.end(result.outcomes, exitCode) ?? [];
  const diagnostics = [...result.diagnostics, ...problems];
  const shown = { ...result, diagnostics, plan: { ...result.plan, diagnostics } };
  io.stdout.write(await FORMS[flags.format].render({ io, flags, result: shown }));
  printDiagnostics(io, flags, problems);
  return {
    exitCode: problems.length === 0 ? exitCode : Math.max(exitCode, EXIT_FAILED),
    findings: [
      ...result.diagnostics,
      ...diagnosticsOfOutcomes(result.outcomes),
      ...diagnosticsOfRedeploy(result.redeployed),
      ...problems,
    ],
    summarize: () => toApplyMarkdown(flags, shown),
    renderAs: (format) => renderIn(FORMS, format, { io, flags, result: shown }),
    totals: renderTotals(result.outcomes, createPaint(false)),
  };
};
