import type { Argument, Command, Option } from 'commander';

/** What a word on the command line may be. */
export type Slot =
  | { readonly kind: 'command' }
  | { readonly kind: 'flag' }
  /** `prefix` is `--flag=` where the value stands in one word with its flag. */
  | { readonly kind: 'value'; readonly option: Option; readonly prefix: string }
  | { readonly kind: 'operand'; readonly argument: Argument }
  | { readonly kind: 'nothing' };

/** A command line that is still being typed, read by what the commands themselves declare. */
export interface CommandLine {
  readonly program: Command;
  /** The program itself, until a command is named. */
  readonly command: Command;
  /** Flags given so far, with their values; no value for a switch. */
  readonly flags: readonly GivenFlag[];
  readonly operands: readonly string[];
  /** What the last word is. */
  readonly slot: Slot;
}

/** A flag on the command line. */
export interface GivenFlag {
  readonly option: Option;
  readonly value: string | null;
}

/** The commands that the help shows, `help` among them. */
export const visibleCommands = (program: Command): readonly Command[] =>
  program.createHelp().visibleCommands(program);

/** Reads the words before the last one, and says what the last one may be. */
export const readCommandLine = (program: Command, words: readonly string[], last: string): CommandLine => {
  const reading: Reading = {
    program,
    command: program,
    flags: [],
    operands: [],
    awaiting: null,
    isLiteral: false,
  };
  for (const word of words) readWord(reading, word);
  const { command, flags, operands } = reading;
  return {
    program,
    command: command ?? program,
    flags,
    operands,
    slot: command === null ? { kind: 'nothing' } : slotOf({ ...reading, command }, last),
  };
};

interface Reading {
  readonly program: Command;
  /** Null after a word that is no command. */
  command: Command | null;
  readonly flags: GivenFlag[];
  readonly operands: string[];
  /** The flag whose value comes next. */
  awaiting: Option | null;
  /** Whether `--` has been seen. */
  isLiteral: boolean;
}

const readWord = (reading: Reading, word: string): void => {
  const { program, command, awaiting } = reading;
  reading.awaiting = null;
  if (command === null) return;
  if (awaiting !== null && takes(awaiting, word)) {
    reading.flags.push({ option: awaiting, value: word });
  } else if (!reading.isLiteral && word === '--') {
    reading.isLiteral = true;
  } else if (!reading.isLiteral && isFlag(word)) {
    const { name, value } = splitFlag(word);
    const option = findOption(command, name);
    if (option === undefined) return;
    if (value === null && (option.required || option.optional)) reading.awaiting = option;
    else reading.flags.push({ option, value });
  } else if (command === program) {
    reading.command = visibleCommands(program).find((each) => each.name() === word) ?? null;
  } else {
    reading.operands.push(word);
  }
};

const slotOf = (
  { program, command, operands, awaiting, isLiteral }: Reading & { readonly command: Command },
  last: string,
): Slot => {
  if (awaiting !== null && takes(awaiting, last)) return { kind: 'value', option: awaiting, prefix: '' };
  if (!isLiteral && last.startsWith('-')) {
    const { name, value } = splitFlag(last);
    const option = findOption(command, name);
    if (value === null) return { kind: 'flag' };
    return option?.required === true || option?.optional === true
      ? { kind: 'value', option, prefix: `${name}=` }
      : { kind: 'nothing' };
  }
  if (command === program) return { kind: 'command' };
  const declared = command.registeredArguments;
  const argument = declared[operands.length] ?? declared.find(({ variadic }) => variadic);
  return argument === undefined ? { kind: 'nothing' } : { kind: 'operand', argument };
};

const takes = (option: Option, word: string): boolean => option.required || !isFlag(word);

const isFlag = (word: string): boolean => word.startsWith('-') && word !== '-';

const splitFlag = (word: string): { readonly name: string; readonly value: string | null } => {
  const end = word.startsWith('--') ? word.indexOf('=') : -1;
  return end === -1 ? { name: word, value: null } : { name: word.slice(0, end), value: word.slice(end + 1) };
};

const findOption = (command: Command, name: string): Option | undefined =>
  command.options.find(({ long, short }) => name === long || name === short);
