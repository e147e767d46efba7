import { escapeMarkdown } from './code.js';

/** What tells one document from another in the same place. */
export interface MarkdownTitle {
  readonly command: 'plan' | 'apply' | 'audit';
  /** Name of the plan where a pull request has several; null where it has one. Letters, digits, `.`, `_` and `-` only. */
  readonly commentId: string | null;
}

/** How a column of a table is named, and its one number. */
export type Column = readonly [name: string, count: number];

/**
 * Starts a document: an invisible line by which a bot finds the comment that it wrote before, and the outcome as a heading.
 * The invisible line never changes, whatever the outcome.
 */
export const renderHead = ({ command, commentId }: MarkdownTitle, outcome: string): string => {
  const [marker, name] = commentId === null ? ['', ''] : [` ${commentId}`, ` ${escapeMarkdown(commentId)}`];
  return `<!-- qoverride ${command}${marker} -->\n\n### qoverride ${command}${name}: ${outcome}\n`;
};

/** Lays counts out as a table of one row. */
export const renderCounts = (columns: readonly Column[]): string => {
  const rows = [
    columns.map(([name]) => name),
    columns.map(() => '--:'),
    columns.map(([, count]) => String(count)),
  ];
  return rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
};
