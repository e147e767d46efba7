import { printable, spellCodePoint } from '../../text/escape.js';

/** Characters that would end a code span, or the table cell around it. */
const CODE_END = /[`|]/g;

/**
 * Renders foreign text as inline code, for a line or a table cell. In code, Markdown, GitHub and GitLab do not interpret HTML, links,
 * mentions or references. Backticks and pipes become `\u{…}`, like other unsafe characters.
 */
export const escapeMarkdown = (text: string): string => {
  const code = printable(text).replace(CODE_END, spellCodePoint);
  return `\`${code === '' ? ' ' : code}\``;
};

/** Matches lines that would close a code block. Four more spaces prevent that. */
const FENCE = /^(?= {0,3}`{3})/gm;

/** Renders printable lines as a code block. `diff` colours lines that start with a sign. */
export const formatCodeBlock = (text: string, language: 'diff' | 'text'): string =>
  `\`\`\`${language}\n${text.replace(FENCE, '    ')}\n\`\`\``;
