import { Option } from 'commander';
import { Failure } from '../model/failure.js';
import { renderInitText } from '../render/text/init-text.js';
import { DONE, type CliCommand } from './commands.js';
import { CI_SYSTEMS } from './init/ci-workflow.js';
import { decideInit, type InitFlags } from './init/decide.js';
import { listNewFiles, checkNewFiles, writeNewFiles, type NewFile } from './init/new-files.js';
import { createQuestions, type Questions } from './init/questions.js';
import { addApiOptions, addScopeOptions, createListOption } from './flags/options.js';
import { watchRun } from './output/show-progress.js';

const HELP = `
On a terminal it prompts for anything you didn't pass as a flag; elsewhere, or with --yes, it doesn't. It creates
  a manifest      overrides/ENVIRONMENT.yaml, from the names that Qovery knows
  a key           .qoverride.key, which only you can read, and which .gitignore keeps out of git
  a CI workflow   with --ci
It writes all of them or none, and never overwrites a file. Costs two requests for all names, and one
for each service. A read-only token is enough.

Exit codes: 0 everything was created, 1 an error, 130 interrupted.

Examples:
  $ qoverride init
  $ qoverride init --project shop --environment production --service checkout --secret DATABASE_URL --ci github
  $ qoverride init --yes --environment staging --no-key
  $ qoverride init --offline --organization Acme --project shop --environment production`;

/** `qoverride init`: creates a first manifest, a key and a CI workflow. */
export const initCommand: CliCommand<InitFlags> = {
  forms: {},
  define: (command) => {
    addScopeOptions(command)
      .option('--stack <name>', 'owner of the overrides (default: default)')
      .addOption(createListOption('--service <name>', 'a service that needs its own value', 'none'))
      .addOption(createListOption('--secret <key>', 'a secret that these services override', 'none'))
      .option('--out <file>', 'where to create the manifest (default: overrides/ENVIRONMENT.yaml)')
      .option('--key-file <file>', 'where to create the key (default: .qoverride.key)')
      .option('--no-key', 'create no key')
      .addOption(new Option('--ci <system>', 'create a CI workflow (default: none)').choices(CI_SYSTEMS))
      .option('--offline', "don't call Qovery; create a manifest to fill in")
      .option('-y, --yes', "don't prompt; use flags and defaults");
    addApiOptions(command).option('--no-color', 'print without colour');
    command.addHelpText('after', HELP);
  },
  run: async ({ io, flags, session }) => {
    const watched = await watchRun(io, session, flags.color);
    const { display } = watched;
    const questions = flags.yes === true ? null : await createQuestions(io, display);
    const decided = await decideInit(io, flags, { ...watched, questions }).finally(display.stop);
    const files = await listNewFiles(io, decided);
    await checkNewFiles(io, files);
    await confirmFiles(questions, files);
    if (io.interrupt.aborted) throw new Failure('interrupted', 'interrupted; nothing was written');
    await writeNewFiles(io, files);
    const { manifest, keyFile, ci } = decided;
    io.stdout.write(
      renderInitText({
        files,
        manifest: manifest.path,
        variables: manifest.variables,
        keyFile: keyFile?.path ?? null,
        ci,
      }),
    );
    return DONE;
  },
};

const confirmFiles = async (questions: Questions | null, files: readonly NewFile[]): Promise<void> => {
  if (questions === null) return;
  if (!(await questions.confirm(`Make ${files.map(({ path }) => path).join(', ')}?`))) {
    throw new Failure('not-confirmed', 'not confirmed; nothing was written');
  }
};
