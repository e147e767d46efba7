import { isDrift, type Audit } from '../model/audit.js';
import { hasErrors } from '../model/plan.js';
import { renderAuditFailureJson, renderAuditJson } from '../render/audit/json.js';
import { renderAuditMarkdown } from '../render/audit/markdown.js';
import { renderAuditText } from '../render/audit/text.js';
import { renderFailureMarkdown } from '../render/markdown/failure.js';
import { createPaint } from '../render/text/paint.js';
import { audit, type AuditResult } from '../run/audit.js';
import { openResultFile } from '../files/write.js';
import { readVersion } from '../files/package-file.js';
import { renderIn, type CliCommand, type Forms } from './commands.js';
import {
  addApiOptions,
  addOutputOptions,
  addReportOption,
  addScopeOptions,
  addSummaryOption,
  createKeyFileOption,
  createRootOption,
  createStackOption,
  createTargetOption,
  type ApiFlags,
  type OutputFlags,
  type ScopeFlags,
} from './flags/options.js';
import { readApiOptions, readKeys, readPaths } from './flags/run-options.js';
import { wantsColor, type Io } from './io.js';
import { printDiagnostics, withoutDocument } from './output/report.js';
import { watchRun } from './output/show-progress.js';
import { withoutStandardOut } from './flags/flag-values.js';

type AuditFormat = 'text' | 'json' | 'csv' | 'markdown' | 'html';

type AuditFlags = ScopeFlags &
  ApiFlags &
  OutputFlags<AuditFormat> & {
    readonly all?: boolean;
    readonly stack: readonly string[];
    readonly target: readonly string[];
    readonly keyFile?: string;
    readonly root?: string;
    readonly who?: boolean;
    readonly out?: string;
    readonly detailedExitcode?: boolean;
  };

/** An audit, and how to show it. */
interface AuditReport {
  readonly io: Io;
  readonly flags: AuditFlags;
  readonly result: AuditResult;
}

const FORMS: Forms<AuditFormat, AuditReport> = {
  text: {
    render: ({ io, flags, result }) =>
      renderAuditText({
        ...result,
        usage: result.requests,
        showAll: flags.all === true,
        paint: createPaint(flags.out === undefined && wantsColor(io, io.stdout, flags.color)),
      }),
    renderFailure: withoutDocument,
  },
  json: {
    render: ({ result }) =>
      renderAuditJson({ audit: result.audit, usage: result.requests, toolVersion: readVersion() }),
    renderFailure: ({ failure, requests }) =>
      renderAuditFailureJson({ failure, usage: requests, toolVersion: readVersion() }),
  },
  csv: {
    render: async ({ result }) => {
      const { renderAuditCsv } = await import('../render/audit/csv.js');
      return renderAuditCsv(result.audit);
    },
    renderFailure: withoutDocument,
  },
  markdown: {
    render: ({ result }) => toMarkdown(result),
    renderFailure: (failed) => renderFailureMarkdown({ ...failed, command: 'audit' }),
  },
  html: {
    render: async ({ io, result }) => {
      const { renderAuditPage } = await import('../run/audit-page.js');
      return renderAuditPage(result, io.clock.now());
    },
    renderFailure: withoutDocument,
  },
};

const toMarkdown = (result: AuditResult): string =>
  renderAuditMarkdown({ ...result, usage: result.requests });

const HELP = `
Changes nothing. Needs no key and no values, and a read-only token is enough. With the key, it verifies markers.
Costs two requests for all names, and one for each service.

Verdicts: inherited, managed, edited-outside, unmanaged, foreign-owner, own-secret, orphan;
with manifests as arguments also other-stack, missing and undeclared.

Exit codes: 0 the audit was made, 1 an error or a service that could not be read, 130 interrupted;
with --detailed-exitcode 2 if anything is edited-outside, unmanaged, orphan, missing or undeclared,
or if another stack has what a manifest declares.

Examples:
  $ qoverride audit --project shop --environment production
  $ qoverride audit overrides/ --project shop --detailed-exitcode     # nightly, in CI
  $ qoverride audit --all --format json --out audit.json
  $ qoverride audit --format html --out audit.html                     # a page for the browser
  $ qoverride audit --target '**/STRIPE_KEY'
  $ qoverride audit --project shop --summary --format csv --out audit.csv     # both in one run`;

/** `qoverride audit`: shows who overrides what. */
export const auditCommand: CliCommand<AuditFlags> = {
  forms: FORMS,
  define: (command) => {
    command.argument('[paths...]', 'manifests to compare with (default: none)');
    addScopeOptions(command)
      .option('--all', 'every secret, not only those overridden or shadowed somewhere')
      .addOption(createTargetOption('cells'))
      .addOption(createStackOption('a stack that is ours, in addition to those of the manifests', 'none'))
      .addOption(createKeyFileOption())
      .addOption(createRootOption())
      .option('--who', 'name who edited overrides outside, from the event log; one request per such service')
      .option('--detailed-exitcode', 'exit with 2 if something needs attention')
      .option('--out <file>', 'write the result to a file');
    addApiOptions(command);
    addOutputOptions(command, FORMS);
    addSummaryOption(command);
    addReportOption(command, FORMS);
    command.addHelpText('after', HELP);
  },
  run: async ({ io, flags: given, session, operands }) => {
    const flags = withoutStandardOut(given);
    const file = flags.out === undefined ? null : await openResultFile(io.cwd, flags.out);
    const { display, onProgress } = await watchRun(io, session, flags.color);
    const keys = await readKeys(io, flags.keyFile);
    const options = { ...readApiOptions(io, flags), ...keys, ...readPaths(io, operands) };
    const result = await audit({ ...options, onProgress, signal: io.interrupt }).finally(display.stop);
    const text = await FORMS[flags.format].render({ io, flags, result });
    if (file === null) io.stdout.write(text);
    else await file.write(text);
    if (flags.out !== undefined) display.log(`Wrote the audit to ${flags.out}.`);
    if (flags.format !== 'json' || file !== null) printDiagnostics(io, flags, result.diagnostics);
    return {
      exitCode: exitCodeOf(result.audit, flags.detailedExitcode === true),
      findings: result.diagnostics,
      summarize: () => toMarkdown(result),
      renderAs: (format) => renderIn(FORMS, format, { io, flags, result }),
    };
  },
};

const exitCodeOf = (made: Audit, isDetailed: boolean): number => {
  if (hasErrors(made)) return 1;
  return isDetailed && made.cells.some(isDrift) ? 2 : 0;
};
