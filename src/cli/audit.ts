import type { Command } from 'commander';
import { isDrift, type Audit } from '../model/audit.js';
import { Failure } from '../model/failure.js';
import { renderAuditJson } from '../render/audit/json.js';
import { renderAuditMarkdown, type AuditMarkdownInput } from '../render/audit/markdown.js';
import { renderAuditText } from '../render/audit/text.js';
import { createPaint } from '../render/text/paint.js';
import { auditRun, type AuditedRun, type AuditFlags } from '../run/audit-run.js';
import { wantsColor, type Io, type Session } from './io.js';
import {
  addApiOptions,
  addOutputOptions,
  addScopeOptions,
  addSummaryOption,
  createKeyFileOption,
  createStackOption,
  createTargetOption,
  type OutputFlags,
} from './flags/options.js';
import { createProgress } from './output/progress.js';
import { printDiagnostics } from './output/report.js';
import { openResultFile } from '../run/result-file.js';
import { readVersion } from '../text/package-file.js';

const FORMATS = ['text', 'json', 'csv', 'markdown', 'html'] as const;
type AuditFormat = (typeof FORMATS)[number];

type AuditCommandFlags = AuditFlags &
  Omit<OutputFlags, 'format'> & {
    readonly format: AuditFormat;
    readonly out?: string;
    readonly detailedExitcode?: boolean;
  };

const EXAMPLES = `
Reads only: needs no key and no value, and a read-only token will do. With the key, markers are verified.
Costs two requests for all names, and one for each service.

Verdicts: inherited, managed, edited-outside, unmanaged, foreign-owner, own-secret, orphan;
with manifests named as arguments also other-stack, missing and undeclared.

Exit codes: 0 the audit was made, 1 an error or a service that could not be read, 130 interrupted;
with --detailed-exitcode 2 when anything is edited-outside, unmanaged, orphan, missing or undeclared,
or another stack has what a manifest declares.

Examples:
  $ qoverride audit --project shop --environment production
  $ qoverride audit overrides/ --project shop --detailed-exitcode     # nightly, in CI
  $ qoverride audit --all --format json --out audit.json
  $ qoverride audit --format html --out audit.html                     # a page for the browser
  $ qoverride audit --target '**/STRIPE_KEY'
  $ qoverride audit --project shop --summary --format csv --out audit.csv     # one run for both`;

/** `qoverride audit`: shows who overrides what. */
export const defineAudit = (command: Command, io: Io, session: Session): void => {
  command.argument('[paths...]', 'manifests to compare with (default: none)');
  addScopeOptions(command)
    .option('--all', 'every secret, not only those overridden or shadowed somewhere')
    .addOption(createTargetOption('cells'))
    .addOption(createStackOption('a stack that is ours, besides those of the manifests', 'none'))
    .addOption(createKeyFileOption())
    .option('--who', 'say who edited what outside, from the event log: one request for each such service')
    .option('--detailed-exitcode', 'exit with 2 when something needs attention')
    .option('--out <file>', 'write the result to a file');
  addApiOptions(command);
  addOutputOptions(command, FORMATS);
  addSummaryOption(command);
  command
    .addHelpText('after', EXAMPLES)
    .action(async (paths: readonly string[], flags: AuditCommandFlags) => {
      const file = flags.out === undefined ? null : await openResultFile(io, flags.out);
      const progress = await createProgress(io);
      progress.say('Looking up names…');
      const run = await auditRun(io, { paths, flags, session, progress }).finally(progress.stop);
      if (io.interrupt.aborted) throw new Failure('interrupted', 'interrupted');
      const hasManifests = paths.length > 0;
      session.summarize(() => renderAuditMarkdown(contextOf(run, hasManifests)));
      const result = await render(io, flags, run, hasManifests);
      if (file === null) io.stdout.write(result);
      else await file.write(result);
      if (flags.out !== undefined) progress.log(`Wrote the audit to ${flags.out}.`);
      session.found(run.audit.diagnostics);
      if (flags.format !== 'json' || file !== null) printDiagnostics(io, flags, run.audit);
      session.finish(exitCodeOf(run.audit, flags.detailedExitcode === true));
    });
};

const contextOf = ({ audit, client, keyring }: AuditedRun, hasManifests: boolean): AuditMarkdownInput => ({
  audit,
  usage: client.usage(),
  hasKey: keyring.hasKey,
  hasManifests,
});

const render = async (
  io: Io,
  flags: AuditCommandFlags,
  run: AuditedRun,
  hasManifests: boolean,
): Promise<string> => {
  const { audit } = run;
  const context = contextOf(run, hasManifests);
  switch (flags.format) {
    case 'json':
      return renderAuditJson({ audit, usage: context.usage, toolVersion: readVersion() });
    case 'csv': {
      const { renderAuditCsv } = await import('../render/audit/csv.js');
      return renderAuditCsv(audit);
    }
    case 'markdown':
      return renderAuditMarkdown(context);
    case 'html': {
      const [{ renderAuditHtml }, { readPageAssets }] = await Promise.all([
        import('../render/audit-page/html.js'),
        import('./output/audit-page.js'),
      ]);
      return renderAuditHtml({
        audit,
        assets: readPageAssets(),
        toolVersion: readVersion(),
        madeAt: io.clock.now(),
      });
    }
    case 'text':
      return renderAuditText({
        ...context,
        showAll: flags.all === true,
        paint: createPaint(flags.out === undefined && wantsColor(io, io.stdout, flags.color)),
      });
  }
};

const exitCodeOf = ({ cells, diagnostics }: Audit, isDetailed: boolean): number => {
  if (diagnostics.some(({ severity }) => severity === 'error')) return 1;
  return isDetailed && cells.some(isDrift) ? 2 : 0;
};
