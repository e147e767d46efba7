import { hasErrors } from '../model/plan.js';
import { renderFailureJunit, renderValidateJunit } from '../render/ci/junit.js';
import { createPaint } from '../render/text/paint.js';
import { diagnosticsOfFailure, renderValidateJson } from '../render/json/json.js';
import { renderValidateText } from '../render/text/validate-text.js';
import { validate, type ValidateResult } from '../run/validate.js';
import { renderIn, type CliCommand, type Forms } from './commands.js';
import { readPaths } from './flags/run-options.js';
import { wantsColor, type Io } from './io.js';
import {
  addCodeQualityOption,
  addManifestOptions,
  addOutputOptions,
  addReportOption,
  type ManifestFlags,
  type OutputFlags,
} from './flags/options.js';
import { printDiagnostics, withoutDocument } from './output/report.js';

type ValidateFormat = 'text' | 'json' | 'junit';

type ValidateFlags = ManifestFlags & OutputFlags<ValidateFormat>;

/** A validation, and how to show it. */
interface ValidateReport {
  readonly io: Io;
  readonly flags: ValidateFlags;
  readonly result: ValidateResult;
}

const FORMS: Forms<ValidateFormat, ValidateReport> = {
  text: {
    render: ({ io, flags, result }) =>
      renderValidateText({ ...result, paint: createPaint(wantsColor(io, io.stdout, flags.color)) }),
    renderFailure: withoutDocument,
  },
  json: {
    render: ({ result }) => renderValidateJson(result.diagnostics),
    renderFailure: ({ failure }) => renderValidateJson(diagnosticsOfFailure(failure)),
  },
  junit: {
    render: ({ result }) => renderValidateJunit(result.diagnostics),
    renderFailure: ({ failure }) => renderFailureJunit('validate', failure),
  },
};

const HELP = `
Needs no network, no token and no key, and reads no values.
Exit codes: 0 valid (warnings allowed), 1 an error, 130 interrupted.

Examples:
  $ qoverride validate
  $ qoverride validate overrides/ 'teams/*/overrides.yaml'
  $ qoverride validate --strict --format json
  $ qoverride validate --code-quality code-quality.json      # GitLab`;

/** `qoverride validate`: checks manifests without the network. */
export const validateCommand: CliCommand<ValidateFlags> = {
  forms: FORMS,
  define: (command) => {
    addManifestOptions(command);
    addCodeQualityOption(command);
    addOutputOptions(command, FORMS);
    addReportOption(command, FORMS);
    command.addHelpText('after', HELP);
  },
  run: async ({ io, flags, operands }) => {
    const { env, cwd, interrupt } = io;
    const result = await validate({ ...flags, ...readPaths(io, operands), env, cwd, signal: interrupt });
    if (flags.format !== 'json') printDiagnostics(io, flags, result.diagnostics);
    io.stdout.write(await FORMS[flags.format].render({ io, flags, result }));
    return {
      exitCode: hasErrors(result) ? 1 : 0,
      findings: result.diagnostics,
      summarize: null,
      renderAs: (format) => renderIn(FORMS, format, { io, flags, result }),
    };
  },
};
