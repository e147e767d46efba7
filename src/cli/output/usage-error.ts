import type { Command, CommanderError } from 'commander';
import { Failure } from '../../model/failure.js';
import type { OutputFormat } from '../commands.js';

/** How a command line that commander rejects wants its answer. */
export interface AnswerFlags {
  readonly format: OutputFormat;
  readonly color: boolean;
}

const FORMATS: readonly OutputFormat[] = ['text', 'json', 'markdown', 'csv', 'html'];

/**
 * Reads the flags that say how to answer from a command line that commander rejects, wherever its error is. Which words are flags, and
 * which are values of other flags, is what the command declares. `--format` counts also for a command that has no such flag: whoever asks
 * for JSON reads JSON.
 */
export const readAnswerFlags = (command: Command, words: readonly string[]): AnswerFlags => {
  let format: OutputFormat = 'text';
  let color = true;
  const queue = words.values();
  for (const word of queue) {
    if (word === '--') break;
    const end = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = end === -1 ? word : word.slice(0, end);
    const option = command.options.find(({ long, short }) => name === long || name === short);
    const takesValue = name === '--format' || option?.required === true;
    const value = end === -1 ? (takesValue ? queue.next().value : undefined) : word.slice(end + 1);
    if (name === '--format') format = FORMATS.find((known) => known === value) ?? format;
    if (name === '--no-color') color = false;
  }
  return { format, color };
};

/**
 * Puts an error of commander's into our form. Commander writes its guess on a line of its own, `(Did you mean --target?)`, and what is
 * allowed after `is invalid.`
 */
export const toUsageFailure = ({ message }: CommanderError): Failure => {
  const [problem = '', guess] = message.replace(/^error: /, '').split('\n');
  const [what = '', allowed] = problem.split(/(?<=is invalid)\. /);
  const hint = guess?.replace(/^\(Did/, 'did').replace(/\)$/, '') ?? allowed;
  return new Failure('usage', withoutStop(what), hint === undefined ? {} : { hint: toHint(hint) });
};

const withoutStop = (text: string): string => text.replace(/\.$/, '');

const toHint = (text: string): string => withoutStop(text.charAt(0).toLowerCase() + text.slice(1));

/** Where to read on after a usage error. */
export const pointToHelp = (command: Command): string => {
  const name = command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
  return `\nRun ${name} --help for the flags and examples.\n`;
};
