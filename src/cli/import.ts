import { InvalidArgumentError, type Command } from 'commander';
import { explainNothing, renderImportText, renderVariables } from '../render/text/import-text.js';
import { renderImportJson } from '../render/json/import-json.js';
import { importRun, type ImportFlags, type ImportedRun } from '../run/import-run.js';
import type { Io, Session } from './io.js';
import { addApiOptions, addOutputOptions, addScopeOptions, type OutputFlags } from './flags/options.js';
import { createProgress } from './output/progress.js';
import { printDiagnostics } from './output/report.js';
import { readVersion } from '../text/package-file.js';

const FORMATS = ['text', 'json'] as const;

type ImportCommandFlags = ImportFlags &
  Omit<OutputFlags, 'format'> & { readonly format: (typeof FORMATS)[number] };

const EXAMPLES = `
Reads only, and needs no key: a read-only token will do. Values cannot be read back, so each one is
named as an environment variable. Manifests in the folder keep every byte that is in them:
only overrides that none of them declares are added. Descriptions come without our markers.
What cannot be declared is named in a warning.

Exit codes: 0 imported (also: nothing to import), 1 an error or a service that could not be read,
130 interrupted, with nothing written.

Examples:
  $ qoverride import --project shop --environment production --out overrides
  $ qoverride import --project shop --stack storefront --out overrides
  $ qoverride import --project shop > shop.yaml
  $ qoverride plan overrides --no-values       # then: what would be taken over`;

/** `qoverride import`: writes manifests for the overrides that are live. */
export const defineImport = (command: Command, io: Io, session: Session): void => {
  addScopeOptions(command)
    .option('--out <folder>', 'write one file for each environment to a folder (default: to standard output)')
    .option('--stack <stack>', 'stack of the overrides that have no marker', parseStack, 'default');
  addApiOptions(command);
  addOutputOptions(command, FORMATS);
  command.addHelpText('after', EXAMPLES).action(async (flags: ImportCommandFlags) => {
    const progress = await createProgress(io);
    const run = await importRun(io, { flags, session, progress }).finally(progress.stop);
    if (flags.format === 'json') {
      const usage = run.client.usage();
      io.stdout.write(renderImportJson({ made: run.made, usage, toolVersion: readVersion() }));
    } else {
      print(io, flags, run);
    }
    session.finish(run.made.diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0);
  });
};

/** Where the manifests themselves are the result, all else goes to standard error. */
const print = (io: Io, flags: ImportCommandFlags, { made }: ImportedRun): void => {
  if (flags.out !== undefined) {
    io.stdout.write(renderImportText(made, flags.out));
  } else {
    for (const { text } of made.files) io.stdout.write(text);
    io.stderr.write(
      made.files.length === 0 ? explainNothing(made.declared) : `\n${renderVariables(made.variables)}`,
    );
  }
  printDiagnostics(io, flags, made);
};

const parseStack = (text: string): string => {
  if (!/^[a-z0-9-]{1,24}$/.test(text)) {
    throw new InvalidArgumentError('Give 1 to 24 lower-case letters, digits or hyphens.');
  }
  return text;
};
