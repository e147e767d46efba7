import type { Command } from 'commander';
import { Failure } from '../model/failure.js';
import { renderPlanJson } from '../render/json/plan-json.js';
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
import { planRun, type RunFlags } from '../run/planned-run.js';
import { createProgress } from './output/progress.js';
import {
  countWrites,
  hasErrors,
  printDiagnostics,
  printPlan,
  toMarkdown,
  type PrintedPlan,
} from './output/report.js';
import { savePlan } from '../run/saved-plan-file.js';
import { readVersion } from '../text/package-file.js';

type PlanCommandFlags = RunFlags &
  CiFlags &
  OutputFlags<'text' | 'json' | 'markdown'> & {
    readonly values: boolean;
    readonly detailedExitcode?: boolean;
    readonly out?: string;
    readonly who?: boolean;
  };

const EXAMPLES = `
Exit codes: 0 the plan was made, 1 an error or a blocked override, 130 interrupted;
with --detailed-exitcode 2 when there are changes.

Examples:
  $ qoverride plan
  $ qoverride plan overrides/production.yaml --detailed-exitcode
  $ qoverride plan --target 'shop/production/application/checkout/*'
  $ qoverride plan --who                          # who made the edits that it found
  $ qoverride plan --out plan.json                # carried out by: apply --plan plan.json
  $ qoverride plan --no-values --format json      # pull requests: no key, no secrets
  $ qoverride plan --no-values --format markdown  # a comment; its first line never changes`;

/** `qoverride plan`: shows what apply would do. */
export const definePlan = (command: Command, io: Io, session: Session): void => {
  addManifestOptions(command);
  addPlanOptions(command);
  command
    .option('--no-values', 'resolve no values: needs no key, and a read-only token will do')
    .option('--detailed-exitcode', 'exit with 2 when there are changes')
    .option('--who', 'say who edited what outside, from the event log: one request for each such service')
    .option('--out <file>', 'save the plan, for apply --plan; holds no value, needs a key');
  addValueOptions(command);
  addApiOptions(command);
  addOutputOptions(command, ['text', 'json', 'markdown']);
  addMarkdownOptions(command);
  addCodeQualityOption(command);
  command.addHelpText('after', EXAMPLES).action(async (paths: readonly string[], flags: PlanCommandFlags) => {
    const noValues = !flags.values;
    if (flags.out !== undefined && noValues) {
      throw new Failure('values-missing', 'a plan made without values cannot be saved', {
        hint: 'leave out --no-values or --out',
      });
    }
    const progress = await createProgress(io);
    progress.say('Comparing manifests with Qovery…');
    const run = await planRun(io, {
      paths,
      flags,
      noValues,
      needsKey: flags.out !== undefined,
      asksWho: flags.who === true,
      session,
      signal: io.interrupt,
      stop: io.interrupt,
      progress,
    }).finally(progress.stop);
    const { plan } = run;
    const printed = {
      plan,
      usage: run.client.usage(),
      valuesEvaluated: !noValues,
      hasKey: run.keyring.hasKey,
    };
    if (flags.out !== undefined) {
      if (!hasErrors(plan)) await savePlan(io, flags.out, plan, run.keyring, flags);
      progress.log(
        hasErrors(plan)
          ? `The plan has errors, so it was not saved to ${flags.out}.`
          : `Saved the plan to ${flags.out}. Carry it out with: qoverride apply --plan ${flags.out}`,
      );
    }
    session.summarize(() => toMarkdown(flags, printed));
    showPlan(io, flags, printed);
    const isBlocked = hasErrors(plan);
    session.finish(isBlocked ? 1 : flags.detailedExitcode === true && countWrites(plan) > 0 ? 2 : 0);
  });
};

const showPlan = (io: Io, flags: PlanCommandFlags, printed: PrintedPlan): void => {
  const { plan, usage } = printed;
  switch (flags.format) {
    case 'text':
      printPlan(io, flags, printed);
      return;
    case 'json': {
      const report = { plan, usage, toApply: countWrites(plan), toolVersion: readVersion() };
      io.stdout.write(renderPlanJson(report));
      return;
    }
    case 'markdown':
      io.stdout.write(toMarkdown(flags, printed));
      printDiagnostics(io, flags, plan);
  }
};
