import type { Command } from 'commander';
import type { Io, Session } from './io.js';

/** Makes the commands that some words name whole, for those who look into them. */
export type Prepare = (words: readonly string[]) => Promise<void>;

/** Gives a command, so far a name and a summary, its flags, its help and what it does. */
export type DefineCommand = (command: Command, io: Io, session: Session, prepare: Prepare) => void;

/** A command as the program's own help knows it; the rest is loaded only once the command is named. */
export interface CommandEntry {
  readonly name: string;
  /** What may follow the name, in short. */
  readonly usage: string;
  /** Null for a command that the help does not show. */
  readonly summary: string | null;
  readonly load: () => Promise<DefineCommand>;
}

/** All commands, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'validate',
    usage: '[options] [paths...]',
    summary: 'check manifests, offline',
    load: async () => (await import('./validate.js')).defineValidate,
  },
  {
    name: 'plan',
    usage: '[options] [paths...]',
    summary: 'show what apply would do; changes nothing',
    load: async () => (await import('./plan.js')).definePlan,
  },
  {
    name: 'apply',
    usage: '[options] [paths...]',
    summary: 'make the overrides what the manifests say',
    load: async () => (await import('./apply.js')).defineApply,
  },
  {
    name: 'audit',
    usage: '[options] [paths...]',
    summary: 'show who overrides what; changes nothing',
    load: async () => (await import('./audit.js')).defineAudit,
  },
  {
    name: 'comment',
    usage: '[options] <file>',
    summary: 'keep the comment of a pull request up to date',
    load: async () => (await import('./comment.js')).defineComment,
  },
  {
    name: 'import',
    usage: '[options]',
    summary: 'write manifests for the overrides that are live',
    load: async () => (await import('./import.js')).defineImport,
  },
  {
    name: 'init',
    usage: '[options]',
    summary: 'make a first manifest, a key and a CI workflow',
    load: async () => (await import('./init.js')).defineInit,
  },
  {
    name: 'keygen',
    usage: '[options]',
    summary: 'make a fingerprint key, with which changed values and outside edits are recognized',
    load: async () => (await import('./keygen.js')).defineKeygen,
  },
  {
    name: 'schema',
    usage: '[name]',
    summary: 'print the JSON schema of manifests, plans, audits or sandbox seeds',
    load: async () => (await import('./schema.js')).defineSchema,
  },
  {
    name: 'completion',
    usage: '<shell>',
    summary: 'print a script that completes commands, flags and addresses in a shell',
    load: async () => (await import('./completion.js')).defineCompletion,
  },
  {
    name: 'sandbox',
    usage: '[options]',
    summary: 'run a local stand-in for the Qovery API, for trying the tool and for tests',
    load: async () => (await import('./sandbox.js')).defineSandbox,
  },
  {
    name: 'complete',
    usage: '',
    summary: null,
    load: async () => (await import('./complete.js')).defineComplete,
  },
];
