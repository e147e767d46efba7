import { formatCodeBlock } from './code.js';

/**
 * Maximum size of a document in bytes. GitHub allows 65,536 characters in a comment, and text never has more characters than bytes. The
 * difference leaves room for additions by whoever posts the comment.
 */
export const MARKDOWN_LIMIT = 64_000;

/** Entries of one kind in a collapsible section. */
export interface MarkdownGroup {
  /** Trusted text, such as `3 to create`. */
  readonly title: string;
  /** Whether the section starts expanded. */
  readonly isOpen: boolean;
  readonly language: 'diff' | 'text';
  /** Text between two entries. */
  readonly separator: '\n' | '\n\n';
  /** Each function renders one entry as printable lines. They are called only while there is room. */
  readonly entries: readonly (() => string)[];
}

/**
 * Adds groups below a head, the most important first, up to the size limit. Entries are never cut; a group states how many of its entries
 * are omitted. Empty groups are left out.
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

/** Surrounds the tags with empty lines, because Markdown inside HTML starts after an empty line. */
const formatGroup = (group: MarkdownGroup, fitting: readonly string[]): string => {
  const missing = group.entries.length - fitting.length;
  return [
    `\n<details${group.isOpen ? ' open' : ''}><summary>${group.title}</summary>\n`,
    fitting.length === 0 ? '' : formatBody(fitting.join(group.separator), group),
    missing === 0 ? '' : `\n… and ${missing.toLocaleString('en-US')} more that do not fit here\n`,
    '\n</details>\n',
  ].join('');
};

const formatBody = (text: string, { language }: MarkdownGroup): string =>
  `\n${formatCodeBlock(text, language)}\n`;
