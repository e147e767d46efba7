import { Failure } from '../model/failure.js';
import { countWrites, hasErrors } from '../model/plan.js';
import { renderGitlabTerraform } from '../render/ci/gitlab-terraform.js';
import { renderFailureJunit, renderPlanJunit } from '../render/ci/junit.js';
import { renderFailureMarkdown } from '../render/markdown/failure.js';
import { renderFailureJson, renderPlanJson } from '../render/json/plan-json.js';
import { plan, type PlanResult } from '../run/plan.js';
import { openResultFile, type ResultFile } from '../files/write.js';
import { readVersion } from '../files/package-file.js';
import { renderIn, type CliCommand, type Forms } from './commands.js';
import { STANDARD_STREAM } from './flags/flag-values.js';
import { readRunOptions } from './flags/run-options.js';
import {
  addApiOptions,
  addCodeQualityOption,
  addManifestOptions,
  addMarkdownOptions,
  addOutputOptions,
  addPlanOptions,
  addReportOption,
  addValueOptions,
  type CiFlags,
  type OutputFlags,
  type RunFlags,
} from './flags/options.js';
import type { Io } from './io.js';
import { printDiagnostics, toPlanMarkdown, toPlanText, withoutDocument } from './output/report.js';
import { watchRun } from './output/show-progress.js';

type PlanFormat = 'text' | 'json' | 'markdown' | 'junit' | 'gitlab-terraform';

type PlanFlags = RunFlags &
  CiFlags &
  OutputFlags<PlanFormat> & {
    readonly values: boolean;
    readonly detailedExitcode?: boolean;
    readonly out?: string;
    readonly who?: boolean;
  };

/** A plan, and how to show it. */
interface PlanReport {
  readonly io: Io;
  readonly flags: PlanFlags;
  readonly planned: PlanResult;
}

const FORMS: Forms<PlanFormat, PlanReport> = {
  text: {
    render: ({ io, flags, planned }) => toPlanText(io, flags, planned, io.stdout),
    renderFailure: withoutDocument,
  },
  json: {
    render: ({ planned: { plan: made, requests } }) =>
      renderPlanJson({
        plan: made,
        usage: requests,
        toApply: countWrites(made),
        toolVersion: readVersion(),
      }),
    renderFailure: ({ requests, ...failed }) =>
      renderFailureJson({ ...failed, usage: requests, toolVersion: readVersion(), command: 'plan' }),
  },
  markdown: {
    render: ({ flags, planned }) => toPlanMarkdown(flags, planned),
    renderFailure: (failed) => renderFailureMarkdown({ ...failed, command: 'plan' }),
  },
  junit: {
    render: ({ planned }) => renderPlanJunit(planned.plan),
    renderFailure: ({ failure }) => renderFailureJunit('plan', failure),
  },
  'gitlab-terraform': {
    render: ({ planned }) => renderGitlabTerraform(planned.plan.summary),
    renderFailure: () => renderGitlabTerraform(null),
  },
};

const HELP = `
Exit codes: 0 the plan was made, 1 an error or a blocked override, 130 interrupted;
with --detailed-exitcode 2 if there are changes.

Examples:
  $ qoverride plan
  $ qoverride plan overrides/production.yaml --detailed-exitcode
  $ qoverride plan --target 'shop/production/application/checkout/*'
  $ qoverride plan --who                          # who edited overrides outside
  $ qoverride plan --out plan.json                # then: qoverride apply --plan plan.json
  $ qoverride plan --no-values --format json      # in pull requests: no key, no secrets
  $ qoverride plan --no-values --format markdown  # a comment; its first line never changes`;

/** `qoverride plan`: shows what apply would do. */
export const planCommand: CliCommand<PlanFlags> = {
  forms: FORMS,
  define: (command) => {
    addManifestOptions(command);
    addPlanOptions(command);
    command
      .option('--no-values', 'read no values; needs no key, and a read-only token is enough')
      .option('--detailed-exitcode', 'exit with 2 if there are changes')
      .option('--who', 'name who edited overrides outside, from the event log; one request per such service')
      .option(
        '--out <file>',
        'save the plan for apply --plan (-: standard output); holds no values, needs a key',
      );
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
    refuseToSaveWithoutValues(flags);
    const isPiped = flags.out === STANDARD_STREAM;
    if (isPiped) refuseTwoResults(flags);
    const saved = flags.out === undefined || isPiped ? null : await openSavedPlan(io.cwd, flags.out);
    const { display, onProgress } = await watchRun(io, session, flags.color);
    const options = await readRunOptions(io, operands, flags);
    const planned = await plan({
      ...options,
      onProgress,
      values: flags.values,
      who: flags.who === true,
      requireKey: flags.out !== undefined,
      signal: io.interrupt,
    }).finally(display.stop);
    if (saved !== null) display.log(await save(saved, planned));
    if (isPiped) pipe(io, flags, planned);
    else io.stdout.write(await FORMS[flags.format].render({ io, flags, planned }));
    if (flags.format !== 'json') printDiagnostics(io, flags, planned.diagnostics);
    return {
      exitCode: exitCodeOf(planned, flags),
      findings: planned.diagnostics,
      summarize: () => toPlanMarkdown(flags, planned),
      renderAs: (format) => renderIn(FORMS, format, { io, flags, planned }),
    };
  },
};

const refuseToSaveWithoutValues = ({ out, values }: PlanFlags): void => {
  if (out === undefined || values) return;
  throw new Failure('values-missing', 'a plan made without values cannot be saved', {
    hint: 'leave out --no-values or --out',
  });
};

const refuseTwoResults = ({ format }: PlanFlags): void => {
  if (format === 'text') return;
  throw new Failure('usage', `--out - and --format ${format} both write to standard output`, {
    hint: `save the plan to a file, or write the other with --report ${format}=FILE`,
  });
};

/** Puts the saved plan on standard output, unless it has errors, and the plan for people on standard error. */
const pipe = (io: Io, flags: PlanFlags, planned: PlanResult): void => {
  io.stderr.write(toPlanText(io, flags, planned, io.stderr));
  if (!hasErrors(planned)) io.stdout.write(planned.toSavedPlan());
};

/** Where a plan is saved, and its name for people. */
interface SavedPlanFile extends ResultFile {
  readonly file: string;
}

const openSavedPlan = async (cwd: string, file: string): Promise<SavedPlanFile> => ({
  ...(await openResultFile(cwd, file)),
  file,
});

/** Saves the plan, unless it has errors, and says so. */
const save = async ({ file, write }: SavedPlanFile, planned: PlanResult): Promise<string> => {
  if (hasErrors(planned)) return `The plan has errors, so it was not saved to ${file}.`;
  await write(planned.toSavedPlan());
  return `Saved the plan to ${file}. To apply it: qoverride apply --plan ${file}`;
};

const exitCodeOf = (planned: PlanResult, { detailedExitcode }: PlanFlags): number => {
  if (hasErrors(planned)) return 1;
  return detailedExitcode === true && countWrites(planned.plan) > 0 ? 2 : 0;
};
