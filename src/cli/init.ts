import { Option, type Command } from 'commander';
import { Failure } from '../model/failure.js';
import { renderInitText } from '../render/text/init-text.js';
import { CI_SYSTEMS } from './init/ci-workflow.js';
import { decideInit, type InitFlags } from './init/decide.js';
import { listNewFiles, checkNewFiles, writeNewFiles, type NewFile } from './init/new-files.js';
import { createQuestions, type Questions } from './init/questions.js';
import type { Io, Session } from './io.js';
import { addApiOptions, addScopeOptions, createListOption } from './flags/options.js';
import { createProgress } from './output/progress.js';

const EXAMPLES = `
On a terminal it asks for what the flags leave open; elsewhere, or with --yes, it asks nothing. It makes
  a manifest      overrides/ENVIRONMENT.yaml, from the names that Qovery knows
  a key           .qoverride.key, readable by you alone, and kept out of git by .gitignore
  a CI workflow   with --ci
It writes all of them or none, and never over a file that is there already. Costs two requests for all
names, and one for each service. A read-only token will do.

Exit codes: 0 all was made, 1 an error, 130 interrupted.

Examples:
  $ qoverride init
  $ qoverride init --project shop --environment production --service checkout --secret DATABASE_URL --ci github
  $ qoverride init --yes --environment staging --no-key
  $ qoverride init --offline --organization Acme --project shop --environment production`;

/** `qoverride init`: makes a first manifest, a key and a CI workflow. */
export const defineInit = (command: Command, io: Io, session: Session): void => {
  addScopeOptions(command)
    .option('--stack <name>', 'owner of the overrides (default: default)')
    .addOption(createListOption('--service <name>', 'a service that needs a value of its own', 'none'))
    .addOption(createListOption('--secret <key>', 'a secret that these services override', 'none'))
    .option('--out <file>', 'where to make the manifest (default: overrides/ENVIRONMENT.yaml)')
    .option('--key-file <file>', 'where to make the key (default: .qoverride.key)')
    .option('--no-key', 'make no key')
    .addOption(new Option('--ci <system>', 'make a CI workflow (default: none)').choices(CI_SYSTEMS))
    .option('--offline', 'ask nothing of Qovery: a manifest to be filled in')
    .option('-y, --yes', 'ask nothing of you: take the flags, and defaults for the rest');
  addApiOptions(command).option('--no-color', 'print without colour');
  command.addHelpText('after', EXAMPLES).action((flags: InitFlags) => runInit(io, session, flags));
};

const runInit = async (io: Io, session: Session, flags: InitFlags): Promise<void> => {
  const progress = await createProgress(io);
  const questions = flags.yes === true ? null : await createQuestions(io, progress);
  const decided = await decideInit(io, flags, { session, progress, questions }).finally(progress.stop);
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
};

const confirmFiles = async (questions: Questions | null, files: readonly NewFile[]): Promise<void> => {
  if (questions === null) return;
  if (!(await questions.confirm(`Make ${files.map(({ path }) => path).join(', ')}?`))) {
    throw new Failure('not-confirmed', 'not confirmed; nothing was written');
  }
};
