import type { Command } from 'commander';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Failure } from '../model/failure.js';
import type { Plan, RequestUsage } from '../model/plan.js';
import type { Io } from './io.js';
import type { Session } from './output/session.js';

/** Every form that some command has for its result. */
export type OutputFormat = 'text' | 'json' | 'markdown' | 'csv' | 'html' | 'junit' | 'gitlab-terraform';

/** A run that failed, and how far it came. */
export interface FailedRun {
  readonly failure: Failure;
  /** Null where no request was made. */
  readonly requests: RequestUsage | null;
  /** Null where none was made. */
  readonly plan: Plan | null;
  /** What `--comment-id` gave; null where it was not given. */
  readonly commentId: string | null;
}

/** One form of a command's result. How it says that there is none is part of it, so that no form can leave that out. */
export interface Form<Result> {
  readonly render: (result: Result) => string | Promise<string>;
  /** What standard output gets where the command failed. Standard error names the failure in any case. */
  readonly renderFailure: (failed: FailedRun) => string;
}

/** The forms of a command, by the word of `--format`. */
export type Forms<Format extends OutputFormat, Result> = Readonly<Record<Format, Form<Result>>>;

/** Renders a result in a form that the command may or may not have. */
export const renderIn = <Format extends OutputFormat, Result>(
  forms: Forms<Format, Result>,
  format: OutputFormat,
  result: Result,
): string | Promise<string> =>
  (forms as Readonly<Partial<Record<OutputFormat, Form<Result>>>>)[format]?.render(result) ?? '';

/** How the forms of any command say that it failed. */
export type FailureForms = Readonly<Partial<Record<OutputFormat, Pick<Form<never>, 'renderFailure'>>>>;

/** What a command gets to run with. */
export interface CommandContext<Flags> {
  readonly io: Io;
  readonly session: Session;
  readonly flags: Flags;
  /** What the command line names besides flags. */
  readonly operands: readonly string[];
  /** The program, for a command that looks at the others. */
  readonly program: Command;
  /** Completes the commands that some words name, likewise. */
  readonly prepare: Prepare;
}

/** How a command ended. */
export interface Ending {
  readonly exitCode: number;
  /** For annotations and the Code Quality report. */
  readonly findings: readonly Diagnostic[];
  /** Renders the job summary; null for a command that has none. */
  readonly summarize: (() => string) | null;
  /** Renders the result for a file of `--report`; null for a command that has no such flag. */
  readonly renderAs: ((format: OutputFormat) => string | Promise<string>) | null;
  /** The totals in one line, for standard error if standard output could not be written. */
  readonly totals?: string;
}

/** A command that ended well, with nothing to tell the CI system. */
export const DONE: Ending = { exitCode: 0, findings: [], summarize: null, renderAs: null };

/** One command: its flags and help, its forms, and what it does. */
export interface CliCommand<Flags = never> {
  /** Adds arguments, flags and help to a command that has a name and a summary. */
  readonly define: (command: Command) => void;
  /** Empty for a command that has no `--format`. */
  readonly forms: FailureForms;
  /** Runs the command; throws a `Failure` where it has no result. */
  readonly run: (context: CommandContext<Flags>) => Promise<Ending>;
}

/** Completes the commands that some words name with their flags and help. */
export type Prepare = (words: readonly string[]) => Promise<void>;

/** A command as the program's own help knows it; the rest is loaded only once the command is named. */
export interface CommandEntry {
  readonly name: string;
  /** What may follow the name, in short. */
  readonly usage: string;
  /** Null for a command that the help does not show. */
  readonly summary: string | null;
  readonly load: () => Promise<CliCommand>;
}

/** All commands, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'validate',
    usage: '[options] [paths...]',
    summary: 'check manifests offline',
    load: async () => (await import('./validate.js')).validateCommand,
  },
  {
    name: 'plan',
    usage: '[options] [paths...]',
    summary: 'show what apply would do, without changing anything',
    load: async () => (await import('./plan.js')).planCommand,
  },
  {
    name: 'apply',
    usage: '[options] [paths...]',
    summary: 'apply the manifests to Qovery',
    load: async () => (await import('./apply.js')).applyCommand,
  },
  {
    name: 'doctor',
    usage: '[options]',
    summary: 'check that everything is as the tool needs it; --live tries it',
    load: async () => (await import('./doctor.js')).doctorCommand,
  },
  {
    name: 'audit',
    usage: '[options] [paths...]',
    summary: 'show who overrides what, without changing anything',
    load: async () => (await import('./audit.js')).auditCommand,
  },
  {
    name: 'comment',
    usage: '[options] <file>',
    summary: 'keep the comment of a pull request up to date',
    load: async () => (await import('./comment.js')).commentCommand,
  },
  {
    name: 'import',
    usage: '[options]',
    summary: 'write manifests for the overrides that are live',
    load: async () => (await import('./import.js')).importCommand,
  },
  {
    name: 'encrypt',
    usage: '[options] <key-path>',
    summary: 'add one value to a SOPS file, encrypted for age recipients',
    load: async () => (await import('./encrypt.js')).encryptCommand,
  },
  {
    name: 'init',
    usage: '[options]',
    summary: 'create a first manifest, a key and a CI workflow',
    load: async () => (await import('./init.js')).initCommand,
  },
  {
    name: 'keygen',
    usage: '[options]',
    summary: 'generate the key used to detect changed values and outside edits',
    load: async () => (await import('./keygen.js')).keygenCommand,
  },
  {
    name: 'schema',
    usage: '[name]',
    summary: 'print the JSON schema of manifests, plans, audits or sandbox seeds',
    load: async () => (await import('./schema/schema.js')).schemaCommand,
  },
  {
    name: 'explain',
    usage: '[options] [field]',
    summary: 'say what a field of a manifest is, offline',
    load: async () => (await import('./schema/explain.js')).explainCommand,
  },
  {
    name: 'scaffold',
    usage: '[options] <what>',
    summary: 'print a manifest or an override to fill in, with comments',
    load: async () => (await import('./schema/scaffold.js')).scaffoldCommand,
  },
  {
    name: 'completion',
    usage: '<shell>',
    summary: 'print a script that completes commands, flags and addresses in a shell',
    load: async () => (await import('./completion/completion.js')).completionCommand,
  },
  {
    name: 'sandbox',
    usage: '[options]',
    summary: 'run a local mock of the Qovery API, to try the tool and for tests',
    load: async () => (await import('./sandbox.js')).sandboxCommand,
  },
  {
    name: 'complete',
    usage: '',
    summary: null,
    load: async () => (await import('./completion/complete.js')).completeCommand,
  },
];
