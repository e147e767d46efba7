import type { Option } from 'commander';
import { printable } from '../../text/escape.js';
import { visibleCommands, type CommandLine } from './command-line.js';

/** A word to offer. */
export interface Candidate {
  readonly word: string;
  /** One line; may be empty. */
  readonly description: string;
}

/** What to offer for the last word: words, or files or folders, which the shell itself knows best. */
export type Completion =
  | { readonly kind: 'words'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'files' | 'folders' };

/** Whether the last word is an address. */
export const wantsAddresses = ({ slot }: CommandLine): boolean =>
  slot.kind === 'value' && slot.option.long === '--target';

/**
 * Says what the last word of a command line may be; `addresses` are those of the manifests. A candidate with
 * characters that a terminal would interpret or hide is left out: people could not see what they accept.
 */
export const findCandidates = (line: CommandLine, addresses: readonly string[]): Completion => {
  const completion = completeSlot(line, addresses);
  if (completion.kind !== 'words') return completion;
  return {
    kind: 'words',
    candidates: completion.candidates.filter(({ word }) => printable(word) === word),
  };
};

const completeSlot = (line: CommandLine, addresses: readonly string[]): Completion => {
  const { program, command, slot } = line;
  switch (slot.kind) {
    case 'command':
      return offerCommands(line);
    case 'flag':
      return offer(
        command
          .createHelp()
          .visibleOptions(command)
          .filter((option) => isRepeatable(option) || !line.flags.some((given) => given.option === option))
          .map((option) => ({ word: option.long ?? option.short ?? '', description: option.description })),
      );
    case 'value': {
      const { option, prefix } = slot;
      if (wantsAddresses(line)) return offerWords(addresses, prefix);
      return option.argChoices === undefined
        ? completePlaceholder(option.flags)
        : offerWords(option.argChoices, prefix);
    }
    case 'operand':
      // Commander makes `help` itself, and keeps it apart.
      if (!program.commands.includes(command)) return offerCommands(line);
      return slot.argument.argChoices === undefined
        ? completePlaceholder(`<${slot.argument.name()}>`)
        : offerWords(slot.argument.argChoices, '');
    case 'nothing':
      return offer([]);
  }
};

/** What a flag or an argument takes shows in its help, as in `--out <file>`. */
const completePlaceholder = (usage: string): Completion => {
  const placeholder = /[<[]([a-z]+)/.exec(usage)?.[1] ?? '';
  if (['file', 'path', 'paths'].includes(placeholder)) return { kind: 'files' };
  return placeholder === 'folder' ? { kind: 'folders' } : offer([]);
};

const isRepeatable = ({ defaultValue }: Option): boolean => Array.isArray(defaultValue);

const offerCommands = ({ program }: CommandLine): Completion =>
  offer(visibleCommands(program).map((each) => ({ word: each.name(), description: each.description() })));

const offerWords = (words: readonly string[], prefix: string): Completion =>
  offer(words.map((word) => ({ word: `${prefix}${word}`, description: '' })));

const offer = (candidates: readonly Candidate[]): Completion => ({ kind: 'words', candidates });
