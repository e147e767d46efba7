import { printable, spellCodePoint } from '../../text/escape.js';

/** What would end a code span, or a cell of a table around it. */
const CODE_END = /[`|]/g;

/**
 * Shows foreign text in a line or a table cell of Markdown, as code: there neither Markdown nor GitHub or GitLab look for
 * HTML, links, mentions or references. A backtick and a pipe are spelled `\u{…}`, like what is unsafe anywhere.
 */
export const escapeMarkdown = (text: string): string => {
  const code = printable(text).replace(CODE_END, spellCodePoint);
  return `\`${code === '' ? ' ' : code}\``;
};

/** A line that would close a code block; with four more spaces it cannot. */
const FENCE = /^(?= {0,3}`{3})/gm;

/** Shows lines that are printable already as a block of code; `diff` colours those that start with a sign. */
export const formatCodeBlock = (text: string, language: 'diff' | 'text'): string =>
  `\`\`\`${language}\n${text.replace(FENCE, '    ')}\n\`\`\``;
