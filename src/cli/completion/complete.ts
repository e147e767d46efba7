import { Argument, type Command } from 'commander';
import { DONE, type CliCommand, type Prepare } from '../commands.js';
import { findCandidates, wantsAddresses, type Completion } from './candidates.js';
import { readCommandLine, type CommandLine } from './command-line.js';
import { SHELLS } from './scripts.js';
import { quoteForBash, readShellLine } from './shell-line.js';
import type { Io } from '../io.js';

/** `qoverride complete`: what the scripts ask. Its first line says what follows: `words`, or that the shell should offer `files` or `folders`. */
export const completeCommand: CliCommand<object> = {
  forms: {},
  define: (command) => {
    command.addArgument(new Argument('<shell>').choices(SHELLS)).argument('[words...]');
  },
  run: async ({ io, program, prepare, operands: [shell, ...words] }) => {
    const desk: Desk = { io, program, prepare };
    io.stdout.write(shell === 'bash' ? await answerBash(desk, words) : await answer(desk, words));
    return DONE;
  },
};

/** What completing a line takes. */
interface Desk {
  readonly io: Io;
  readonly program: Command;
  readonly prepare: Prepare;
}

/** zsh and fish pass the words, and pick from all candidates themselves. */
const answer = async (desk: Desk, words: readonly string[]): Promise<string> => {
  const completion = await complete(desk, words.slice(0, -1), words.at(-1) ?? '');
  return print(completion, ({ word, description }) => [
    description === '' ? word : `${word}\t${description}`,
  ]);
};

/** bash passes `COMP_WORDBREAKS` and the line, and wants only what fits, quoted, without the start that it keeps. */
const answerBash = async (desk: Desk, [wordBreaks = '', line = '']: readonly string[]): Promise<string> => {
  const { words, last } = readShellLine(line, wordBreaks);
  const completion = await complete(desk, words.slice(1), last.text);
  return print(completion, ({ word }) =>
    word.startsWith(last.text) ? [quoteForBash(word.slice(last.kept.length), last.quote)] : [],
  );
};

const complete = async (
  { io, program, prepare }: Desk,
  words: readonly string[],
  last: string,
): Promise<Completion> => {
  await prepare(words);
  const line = readCommandLine(program, words, last);
  // In the middle of a command line, nobody wants to see an error.
  const addresses = wantsAddresses(line) ? await findAddresses(io, line).catch(() => []) : [];
  return findCandidates(line, addresses);
};

const findAddresses = async (io: Io, line: CommandLine): Promise<readonly string[]> => {
  const { readAddresses } = await import('./addresses.js');
  return readAddresses(io, line);
};

const print = (
  completion: Completion,
  spell: (candidate: { readonly word: string; readonly description: string }) => readonly string[],
): string =>
  [completion.kind, ...(completion.kind === 'words' ? completion.candidates.flatMap(spell) : [])]
    .map((line) => `${line}\n`)
    .join('');
