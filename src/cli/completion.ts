import { Argument, Command } from 'commander';
import { readAddresses } from './completion/addresses.js';
import { findCandidates, wantsAddresses, type Completion } from './completion/candidates.js';
import { readCommandLine } from './completion/command-line.js';
import { completionScript, SHELLS, type Shell } from './completion/scripts.js';
import { quoteForBash, readShellLine } from './completion/shell-line.js';
import type { Io } from './io.js';

/** `qoverride completion`: prints the script that completes command lines in a shell. */
export const completionCommand = (io: Io): Command =>
  new Command('completion')
    .description('print a script that completes commands, flags and addresses in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Addresses for --target come from the manifests named on the line, or in ./overrides.
Completing needs no network, no token and no key, and reads no value.

Install:
  bash   echo 'source <(qoverride completion bash)' >> ~/.bashrc
  zsh    echo 'source <(qoverride completion zsh)' >> ~/.zshrc
         after these two, unless they are there already: autoload -Uz compinit; compinit
  fish   qoverride completion fish > ~/.config/fish/completions/qoverride.fish`,
    )
    .action((shell: Shell) => {
      io.stdout.write(completionScript(shell));
    });

/** `qoverride complete`: what the scripts ask. Its first line says what follows: `words`, or that the shell is to offer `files` or `folders`. */
export const completeCommand = (io: Io): Command => {
  const command = new Command('complete')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .argument('[words...]');
  return command.action(async (shell: Shell, words: readonly string[]) => {
    const program = command.parent ?? command;
    io.stdout.write(
      shell === 'bash' ? await answerBash(io, program, words) : await answer(io, program, words),
    );
  });
};

/** zsh and fish give the words, and pick from all candidates themselves. */
const answer = async (io: Io, program: Command, words: readonly string[]): Promise<string> => {
  const completion = await complete(io, program, words.slice(0, -1), words.at(-1) ?? '');
  return print(completion, ({ word, description }) => [
    description === '' ? word : `${word}\t${description}`,
  ]);
};

/** bash gives `COMP_WORDBREAKS` and the line, and wants only what fits, quoted, without the start that it keeps. */
const answerBash = async (
  io: Io,
  program: Command,
  [wordBreaks = '', line = '']: readonly string[],
): Promise<string> => {
  const { words, last } = readShellLine(line, wordBreaks);
  const completion = await complete(io, program, words.slice(1), last.text);
  return print(completion, ({ word }) =>
    word.startsWith(last.text) ? [quoteForBash(word.slice(last.kept.length), last.quote)] : [],
  );
};

const complete = async (
  io: Io,
  program: Command,
  words: readonly string[],
  last: string,
): Promise<Completion> => {
  const line = readCommandLine(program, words, last);
  // In the middle of a line there is no place for an error.
  const addresses = wantsAddresses(line) ? await readAddresses(io, line).catch(() => []) : [];
  return findCandidates(line, addresses);
};

const print = (
  completion: Completion,
  spell: (candidate: { readonly word: string; readonly description: string }) => readonly string[],
): string =>
  [completion.kind, ...(completion.kind === 'words' ? completion.candidates.flatMap(spell) : [])]
    .map((line) => `${line}\n`)
    .join('');
