import { InvalidArgumentError, Option } from 'commander';
import type { OutputFormat } from '../commands.js';
import { parseShard } from '../../plan/shard.js';
import { parseDuration } from '../../text/time.js';
import { REASONS, type Reason } from '../../model/plan.js';

/** Reads a name that is safe in an HTML comment. */
export const parseCommentId = (text: string): string => {
  if (!/^[\w.-]{1,60}$/.test(text)) throw new InvalidArgumentError('Use up to 60 of A-Z a-z 0-9 . _ -');
  return text;
};

/** A flag that may be given several times; `fallback` says in words what leaving it out means. */
export const listOption = <Item>(
  flags: string,
  description: string,
  fallback: string,
  collectItem: (value: string, previous: readonly Item[]) => readonly Item[],
): Option =>
  new Option(flags, `${description}; repeatable`)
    .argParser<readonly Item[]>(collectItem)
    .default([], fallback);

/** The flags with `-` as `--out` left away: it is standard output, where the result goes without that flag. */
export const withoutStandardOut = <Flags extends { readonly out?: string }>(flags: Flags): Flags => {
  if (flags.out !== STANDARD_STREAM) return flags;
  const { out: _, ...others } = flags;
  return others as Flags;
};

/** What stands for standard input or output in place of a file. */
export const STANDARD_STREAM = '-';

/** Adds a text to those before it. */
export const collect = (value: string, previous: readonly string[]): readonly string[] => [
  ...previous,
  value,
];

/** Adds the name of a stack to those before it. */
export const collectStack = (value: string, previous: readonly string[]): readonly string[] => {
  if (!/^[a-z0-9-]{1,24}$/.test(value)) {
    throw new InvalidArgumentError('A stack has 1 to 24 lower-case letters, digits and hyphens.');
  }
  return collect(value, previous);
};

/** Adds a reason to those before it. */
export const collectReason = (value: string, previous: readonly Reason[]): readonly Reason[] => {
  const reason = REASONS.find((word) => word === value);
  if (reason === undefined) throw new InvalidArgumentError(`Reasons are ${REASONS.join(', ')}.`);
  return [...previous, reason];
};

/** Checks a shard, which stays a text; throws a `Failure` for what is none. */
export const parseShardText = (text: string): string => {
  parseShard(text);
  return text;
};

/** Reads a whole number. */
export const parseMost = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
};

/** Reads a whole number of at least 1. */
export const parseCount = (text: string): number => {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidArgumentError('Give a whole number of at least 1.');
  return count;
};

/** A flag that takes a duration; without a fallback it may be left undefined. */
export const durationOption = (flags: string, description: string, fallback: string | null): Option => {
  const option = new Option(flags, description).argParser((text) => {
    const milliseconds = parseDuration(text);
    if (milliseconds === null || milliseconds === 0) {
      throw new InvalidArgumentError('Give a duration such as 500ms, 2s or 5m.');
    }
    return milliseconds;
  });
  return fallback === null ? option : option.default(parseDuration(fallback), fallback);
};

/** A file that gets the result in one of its forms, besides standard output. */
export interface Report {
  readonly format: OutputFormat;
  readonly file: string;
}

/** Makes a function that adds a report, such as `junit=report.xml`, to those before it. */
export const collectReport =
  (formats: readonly OutputFormat[]) =>
  (value: string, previous: readonly Report[]): readonly Report[] => {
    const [word = '', ...rest] = value.split('=');
    const format = formats.find((each) => each === word);
    const file = rest.join('=');
    if (format === undefined || file === '') {
      throw new InvalidArgumentError(`Give FORMAT=FILE, with one of ${formats.join(', ')}.`);
    }
    return [...previous, { format, file }];
  };
