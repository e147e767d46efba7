import { escapeMarkdown } from './code.js';

/** Identifies a document among others on the same pull request. */
export interface MarkdownTitle {
  readonly command: 'plan' | 'apply' | 'audit';
  /** Name of the plan if a pull request has several, else null. Letters, digits, `.`, `_` and `-` only. */
  readonly commentId: string | null;
}

/** Name and number of a column in a one-row table. */
export type Column = readonly [name: string, count: number];

/**
 * Renders the start of a document: an invisible line with which a bot finds its earlier comment, and the outcome as a heading. The
 * invisible line is the same for every outcome.
 */
export const renderHead = ({ command, commentId }: MarkdownTitle, outcome: string): string => {
  const [marker, name] = commentId === null ? ['', ''] : [` ${commentId}`, ` ${escapeMarkdown(commentId)}`];
  return `<!-- qoverride ${command}${marker} -->\n\n### qoverride ${command}${name}: ${outcome}\n`;
};

/** Renders counts as a table with one row. */
export const renderCounts = (columns: readonly Column[]): string => {
  const rows = [
    columns.map(([name]) => name),
    columns.map(() => '--:'),
    columns.map(([, count]) => String(count)),
  ];
  return rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
};
