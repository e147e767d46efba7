import { InvalidArgumentError } from 'commander';
import { hasErrors } from '../model/plan.js';
import {
  explainNothing,
  renderImportText,
  renderState,
  renderVariables,
} from '../render/text/import-text.js';
import { renderImportFailureJson, renderImportJson } from '../render/json/import-json.js';
import { importOverrides, type ImportResult } from '../run/import.js';
import { readVersion } from '../files/package-file.js';
import type { CliCommand, Forms } from './commands.js';
import {
  addApiOptions,
  addOutputOptions,
  addScopeOptions,
  createRecipientOption,
  type ApiFlags,
  type OutputFlags,
  type ScopeFlags,
} from './flags/options.js';
import { readApiOptions } from './flags/run-options.js';
import type { Io } from './io.js';
import { printDiagnostics, withoutDocument } from './output/report.js';
import { watchRun } from './output/show-progress.js';
import { withoutStandardOut } from './flags/flag-values.js';

type ImportFormat = 'text' | 'json';

type ImportFlags = ScopeFlags &
  ApiFlags &
  OutputFlags<ImportFormat> & {
    readonly stack: string;
    readonly out?: string;
    readonly terraformState?: string;
    readonly sopsFile?: string;
    readonly recipient: readonly string[];
  };

/** An import, and where its files went. */
interface ImportReport {
  readonly flags: ImportFlags;
  readonly made: ImportResult;
}

const FORMS: Forms<ImportFormat, ImportReport> = {
  text: {
    render: ({ flags: { out }, made }) =>
      out === undefined ? made.files.map(({ text }) => text).join('') : renderImportText(made, out),
    renderFailure: withoutDocument,
  },
  json: {
    render: ({ made }) => renderImportJson({ made, usage: made.requests, toolVersion: readVersion() }),
    renderFailure: ({ failure, requests }) => renderImportFailureJson(failure, requests, readVersion()),
  },
};

const HELP = `
Changes nothing on Qovery and needs no key: a read-only token is enough. Values cannot be read back,
so each one becomes an environment variable. Manifests in the folder keep every byte that is in them:
only overrides that none of them declares are added. Descriptions come without markers.
A warning names what cannot be declared.

With --terraform-state, the values of secret_overrides go from the state straight into a SOPS file, only
encrypted, and the manifests name that file. A value in a state may be older than the live one: the
output says when each override was last written. Nothing is applied. An existing SOPS file is opened and
verified first, keeps its recipients and values, and is added to.

Exit codes: 0 imported (also: nothing to import), 1 an error or a service that could not be read,
130 interrupted, with nothing written.

Examples:
  $ qoverride import --project shop --environment production --out overrides
  $ qoverride import --project shop --stack storefront --out overrides
  $ qoverride import --project shop > shop.yaml
  $ terraform state pull | qoverride import --project shop --terraform-state - \\
      --sops-file secrets/shop.enc.yaml --recipient age1… --out overrides
  $ qoverride plan overrides --no-values       # then see what would be taken over`;

/** `qoverride import`: writes manifests for the overrides that are live. */
export const importCommand: CliCommand<ImportFlags> = {
  forms: FORMS,
  define: (command) => {
    addScopeOptions(command)
      .option(
        '--out <folder>',
        'write one file for each environment to a folder (default: to standard output)',
      )
      .option('--stack <stack>', 'stack of the overrides that have no marker', parseStack, 'default')
      .option(
        '--terraform-state <file>',
        'take values from a Terraform state (terraform state pull, terraform show -json); - is standard input',
      )
      .option('--sops-file <file>', 'SOPS file for these values, to make or add to: .yaml, .json or .env')
      .addOption(createRecipientOption());
    addApiOptions(command);
    addOutputOptions(command, FORMS);
    command.addHelpText('after', HELP);
  },
  run: async ({ io, flags: given, session }) => {
    const flags = withoutStandardOut(given);
    const { display, onProgress } = await watchRun(io, session, flags.color);
    const options = readApiOptions(io, flags);
    const made = await importOverrides({
      ...options,
      ...(flags.terraformState === '-' ? { stdin: io.stdin } : {}),
      recipients: flags.recipient,
      homeDir: io.homeDir,
      onProgress,
      signal: io.interrupt,
    }).finally(display.stop);
    io.stdout.write(await FORMS[flags.format].render({ flags, made }));
    if (flags.format !== 'json') {
      if (flags.out === undefined) explainText(io, made);
      printDiagnostics(io, flags, made.diagnostics);
    }
    return { exitCode: hasErrors(made) ? 1 : 0, findings: [], summarize: null, renderAs: null };
  },
};

/** Where the manifests themselves are the result, everything else goes to standard error. */
const explainText = (io: Io, { files, declared, variables, state }: ImportResult): void => {
  const parts = [
    ...(files.length === 0 ? [explainNothing(declared)] : []),
    ...(state === null ? [] : renderState(state)),
    ...(variables.length === 0 ? [] : [renderVariables(variables)]),
  ];
  io.stderr.write(`${files.length === 0 ? '' : '\n'}${parts.join('\n')}`);
};

const parseStack = (text: string): string => {
  if (!/^[a-z0-9-]{1,24}$/.test(text)) {
    throw new InvalidArgumentError('Give 1 to 24 lower-case letters, digits or hyphens.');
  }
  return text;
};
