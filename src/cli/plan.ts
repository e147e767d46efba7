import { Command } from 'commander';
import { renderPlanJson } from '../render/plan-json.js';
import type { Io, Session } from './io.js';
import {
  addApiOptions,
  addManifestOptions,
  addOutputOptions,
  addPlanOptions,
  addValueOptions,
} from './options.js';
import { planRun, type RunFlags } from './planned-run.js';
import { createProgress } from './progress.js';
import { countWrites, printPlan } from './report.js';
import { readVersion } from './version.js';

type PlanCommandFlags = RunFlags & { readonly values: boolean; readonly detailedExitcode?: boolean };

const EXAMPLES = `
Exit codes: 0 the plan was made, 1 an error or a blocked override, 130 interrupted;
with --detailed-exitcode 2 when there are changes.

Examples:
  $ qoverride plan
  $ qoverride plan overrides/production.yaml --detailed-exitcode
  $ qoverride plan --target 'shop/production/application/checkout/*'
  $ qoverride plan --no-values --format json      # pull requests: no key, no secrets`;

/** `qoverride plan`: shows what apply would do. */
export const planCommand = (io: Io, session: Session): Command => {
  const command = new Command('plan').description('show what apply would do; changes nothing');
  addManifestOptions(command);
  addPlanOptions(command);
  command
    .option('--no-values', 'resolve no values: needs no key, and a read-only token will do')
    .option('--detailed-exitcode', 'exit with 2 when there are changes');
  addValueOptions(command);
  addApiOptions(command);
  addOutputOptions(command);
  return command
    .addHelpText('after', EXAMPLES)
    .action(async (paths: readonly string[], flags: PlanCommandFlags) => {
      const progress = createProgress(io);
      const noValues = !flags.values;
      progress.say('Comparing manifests with Qovery…');
      const run = await planRun(io, {
        paths,
        flags,
        noValues,
        session,
        signal: io.interrupt,
        progress,
      }).finally(progress.stop);
      const { plan } = run;
      const usage = run.client.usage();
      if (flags.format === 'json') {
        io.stdout.write(
          renderPlanJson({ plan, usage, toApply: countWrites(plan), toolVersion: readVersion() }),
        );
      } else {
        printPlan(io, flags, { plan, usage, valuesEvaluated: !noValues, hasKey: run.keyring.hasKey });
      }
      const isBlocked = plan.diagnostics.some(({ severity }) => severity === 'error');
      session.finish(isBlocked ? 1 : flags.detailedExitcode === true && countWrites(plan) > 0 ? 2 : 0);
    });
};
