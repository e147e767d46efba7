import type { Row } from './compare.js';

const HEAD = ['what', 'against', 'of', 'medians', 'ratio', 'limit', ''] as const;

/** The figures as a Markdown table, a line each, padded so that it reads in a terminal too. */
export const renderTable = (rows: readonly Row[]): string => {
  const lines = [
    HEAD,
    ...rows.map((row) => [
      row.subject,
      row.baseline,
      row.quantity,
      row.figures,
      row.ratio.toFixed(2),
      row.limit.toFixed(2),
      row.ratio <= row.limit ? '' : 'over',
    ]),
  ];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length), 3));
  const draw = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head, ...body] = lines.map(draw);
  return [head, draw(widths.map((width) => '-'.repeat(width))), ...body, ''].join('\n');
};
