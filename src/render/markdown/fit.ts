import { formatCodeBlock } from './code.js';

/**
 * Most bytes of a document. GitHub takes 65,536 characters in a comment, and text never has more characters than bytes; the
 * rest is left to whoever posts it.
 */
export const MARKDOWN_LIMIT = 64_000;

/** Entries of one kind that fold away together. */
export interface MarkdownGroup {
  /** Our own words, such as `3 to create`. */
  readonly title: string;
  /** Whether it is unfolded from the start. */
  readonly isOpen: boolean;
  readonly language: 'diff' | 'text';
  /** What stands between two entries. */
  readonly separator: '\n' | '\n\n';
  /** Each gives one entry as printable lines; they are called only as long as there is room. */
  readonly entries: readonly (() => string)[];
}

/**
 * Puts groups below a head, the most important first, as far as the limit allows: an entry is there whole or not at all, and
 * a group says how many of its own are not. Empty groups are left out.
 */
export const fitGroups = (head: string, groups: readonly MarkdownGroup[]): string => {
  const shown = groups.filter(({ entries }) => entries.length > 0);
  let room = MARKDOWN_LIMIT - sizeOf(head);
  for (const group of shown) room -= sizeOf(formatGroup(group, [])) + sizeOf(formatBody('', group));
  const parts = shown.map((group) => {
    const fitting: string[] = [];
    for (const render of group.entries) {
      const entry = render();
      const size = sizeOf(formatBody(entry, group)) - sizeOf(formatBody('', group)) + group.separator.length;
      if (size > room) break;
      room -= size;
      fitting.push(entry);
    }
    return formatGroup(group, fitting);
  });
  return [head, ...parts].join('');
};

const sizeOf = (text: string): number => Buffer.byteLength(text);

/** Markdown is read again after an empty line, so the tags stand between such lines. */
const formatGroup = (group: MarkdownGroup, fitting: readonly string[]): string => {
  const missing = group.entries.length - fitting.length;
  return [
    `\n<details${group.isOpen ? ' open' : ''}><summary>${group.title}</summary>\n`,
    fitting.length === 0 ? '' : formatBody(fitting.join(group.separator), group),
    missing === 0 ? '' : `\n… and ${missing.toLocaleString('en-US')} more, for which there is no room here\n`,
    '\n</details>\n',
  ].join('');
};

const formatBody = (text: string, { language }: MarkdownGroup): string =>
  `\n${formatCodeBlock(text, language)}\n`;
