import type { Problem } from './problem.js';

/** Problems that such leftovers cause; those of other codes stay as they are. */
const CAUSED: ReadonlySet<string> = new Set(['invalid-yaml', 'bad-key', 'wrong-type']);

const CONFLICT = /^(?:<{7}|={7}|\|{7}|>{7})(?: |\r?$)/;
/** A tag outside quotes and comments. */
const TAG = /^([^"'#]*?)\{[{%]/;

/**
 * Explains problems whose cause is not YAML at all: the markers of a merge conflict, and the tags of a template engine. One leftover
 * causes several problems, and advice such as "put the key in quotes" would mislead.
 */
export const explainLeftovers = (problems: readonly Problem[], text: string): readonly Problem[] => {
  if (!problems.some(({ code }) => CAUSED.has(code))) return problems;
  const conflict = problems.find((problem) => isSyntax(problem) && CONFLICT.test(lineOf(problem, text).text));
  const tags = new Set<number>();
  return problems.flatMap((problem): readonly Problem[] => {
    if (conflict !== undefined && isSyntax(problem)) {
      return problem === conflict ? [explainConflict(problem)] : [];
    }
    const tag = findTag(problem, text);
    if (tag === null) return [problem];
    if (tags.has(tag)) return [];
    tags.add(tag);
    return [explainTag(problem, tag)];
  });
};

const isSyntax = ({ code }: Problem): boolean => code === 'invalid-yaml';

const explainConflict = (problem: Problem): Problem => ({
  ...problem,
  message: 'a merge conflict is not resolved here',
  hint: 'keep one side, and remove the lines that start with <<<<<<<, ======= and >>>>>>>',
});

const explainTag = (problem: Problem, tag: number): Problem => ({
  ...problem,
  span: { start: tag, end: tag + 2 },
  message: 'a tag of a template engine is not YAML',
  hint: 'render the template first; if the tag is meant literally, put the whole text in quotes',
});

/** Where the tag starts that caused a problem; null where none did. A syntax error is anywhere behind it in its line. */
const findTag = (problem: Problem, text: string): number | null => {
  const { code, span } = problem;
  if (!CAUSED.has(code)) return null;
  if (!isSyntax(problem)) {
    const tag = [span.start, span.start - 1].find((at) => text.startsWith('{{', at));
    return tag ?? null;
  }
  const line = lineOf(problem, text);
  const before = TAG.exec(line.text)?.[1];
  return before === undefined ? null : line.start + before.length;
};

const lineOf = ({ span }: Problem, text: string): { readonly start: number; readonly text: string } => {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const end = text.indexOf('\n', start);
  return { start, text: text.slice(start, end === -1 ? text.length : end) };
};
