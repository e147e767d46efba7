import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { ROOT } from './pack.js';

/** A fenced block of a page. */
export interface Block {
  /** Such as `sh`, `console` or `ts`. */
  readonly language: string;
  readonly text: string;
}

/** A command that a page shows, and what it says that it prints: a line `…` stands for any lines. */
export interface Step {
  readonly command: string;
  readonly output: string;
}

/** The fenced blocks of one section of a page, in order; the page is a path from the top of the project. */
export const readBlocks = (page: string, title: string): readonly Block[] => {
  const { children } = fromMarkdown(readFileSync(join(ROOT, page), 'utf8'));
  const textOf = (index: number): string | null => {
    const node = children[index];
    const [first] = node?.type === 'heading' ? node.children : [];
    return first?.type === 'text' ? first.value : null;
  };
  const start = children.findIndex((_, index) => textOf(index) === title);
  if (start === -1) throw new Error(`${page} has no section "${title}".`);
  const end = children.findIndex((node, index) => index > start && node.type === 'heading');
  return children
    .slice(start, end === -1 ? undefined : end)
    .flatMap((node) => (node.type === 'code' ? [{ language: node.lang ?? '', text: node.value }] : []));
};

/** The texts of those blocks that are typed into a shell as they are. */
export const shellBlocks = (blocks: readonly Block[]): readonly string[] =>
  blocks.filter(({ language }) => language === 'sh').map(({ text }) => text);

/** The commands of all transcripts among these blocks. */
export const readSteps = (blocks: readonly Block[]): readonly Step[] =>
  blocks
    .filter(({ language }) => language === 'console')
    .flatMap(({ text }) => text.split(/^\$ /m).slice(1))
    .map((step) => {
      const [command = '', ...output] = step.trimEnd().split('\n');
      return { command, output: output.join('\n') };
    });

/** The text with this part of it exchanged; it must be there, so that a change of the README shows. */
export const exchange = (text: string, part: string, by: string): string => {
  if (!text.includes(part)) throw new Error(`The README no longer says: ${part}`);
  return text.replaceAll(part, by);
};

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;

/** Output with its times made alike, because those of the README are of another day. */
export const withoutTimes = (output: string): string => output.trimEnd().replaceAll(TIME, '(a time)');

/** Gives the printed output as the README would show it, with `…` for what it leaves out; other output comes back as it is. */
export const asShown = (printed: string, { output }: Step): string => {
  const pattern = withoutTimes(output)
    .split('\n')
    .map((line) => (line.trim() === '…' ? '[^]*' : escapePattern(line)))
    .join('\n');
  return new RegExp(`^${pattern}$`).test(withoutTimes(printed))
    ? withoutTimes(output)
    : withoutTimes(printed);
};

/** The text as a regular expression that matches just it. */
export const escapePattern = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
