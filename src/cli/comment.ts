import { resolve } from 'node:path';
import { findPlace } from '../forge/find-place.js';
import { keepComment } from '../forge/keep-comment.js';
import { readNamedFile } from '../files/read-named.js';
import { findProxy } from '../http/proxy.js';
import { createDiagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import { readVersion } from '../files/package-file.js';
import { DONE, type CliCommand } from './commands.js';
import type { Io } from './io.js';
import { printDiagnostics } from './output/report.js';

interface CommentFlags {
  readonly author?: string;
  readonly color: boolean;
}

const HELP = `
Needs GITHUB_TOKEN in a job of GitHub Actions, or GITLAB_TOKEN in one of GitLab CI. Where the comment is refused, that is a warning.
Exit codes: 0 done, or refused with a warning, 1 an error, 130 interrupted.

Examples:
  $ qoverride plan --no-values --format markdown > plan.md
  $ qoverride comment plan.md`;

/** The start of every document that qoverride writes. */
const MARKER = /^<!-- qoverride (?:plan|apply)(?: [\w.-]+)? -->\r?\n/;

/** Most bytes of a document: GitHub takes 65,536 characters. */
const MOST_BYTES = 1024 * 1024;

/** `qoverride comment`: keeps the comment of a pull request up to date. */
export const commentCommand: CliCommand<CommentFlags> = {
  forms: {},
  define: (command) => {
    command
      .argument('<file>', 'what plan or apply printed with --format markdown')
      .option('--author <login>', 'who the token belongs to (GitHub; default: github-actions[bot])')
      .option('--no-color', 'print without colour')
      .addHelpText('after', HELP);
  },
  run: async ({ io, flags, operands: [file = ''] }) => {
    const text = await readDocument(io, file);
    const forge = findPlace(io.env, flags.author ?? null);
    const kept = await keepComment({
      forge,
      text,
      proxy: findProxy(forge.baseUrl, io.env),
      userAgent: `qoverride/${readVersion()}`,
      clock: io.clock,
      signal: io.interrupt,
    });
    if (kept.kind !== 'refused') {
      io.stdout.write(`Comment on ${forge.place}: ${kept.kind}.\n`);
      return DONE;
    }
    const findings = [createDiagnostic({ severity: 'warning', ...kept.problem })];
    printDiagnostics(io, flags, findings);
    return { ...DONE, findings };
  },
};

const readDocument = async (io: Io, file: string): Promise<string> => {
  const read = await readNamedFile(resolve(io.cwd, file), { limit: MOST_BYTES, signal: io.interrupt });
  if (read.kind === 'unreadable') throw new Failure('file-unreadable', `cannot read ${file} (${read.code})`);
  const text = read.kind === 'read' ? read.bytes.toString('utf8') : '';
  if (MARKER.test(text)) return text;
  throw new Failure(
    'not-a-comment',
    `${file} is not a document of qoverride: its first line must be a marker`,
    {
      hint: 'write it with: qoverride plan --format markdown > plan.md',
    },
  );
};
