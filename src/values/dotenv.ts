import { miss, succeed, type Outcome } from './outcome.js';
import type { ValueNode } from './value-node.js';

/** `NAME=`, with `export` and the spaces that shells allow. */
const ASSIGNMENT = /[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*/y;
const BLANK = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
const QUOTED = { "'": /'([^']*)'/y, '"': /"([^"\\]*(?:\\[^][^"\\]*)*)"/y, '`': /`([^`]*)`/y } as const;
const UNQUOTED = /[^\n]*/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' };

/**
 * Reads `NAME=value` lines as shells and dotenv programs write them: three kinds of quotes, which may span lines, escapes in
 * double quotes, and `#` comments at the start of a line or after a space. Nothing is expanded. Errors name only the line.
 */
export const parseDotenv = (source: string, subject: string): Outcome<ValueNode> => {
  const text = source.replaceAll('\r\n', '\n');
  const entries = new Map<string, ValueNode>();
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  const fail = (what: string): Outcome<never> =>
    miss('invalid-document', `${subject} is not valid dotenv: ${what} in line ${lineAt(text, at)}`);

  while (at < text.length) {
    if (take(BLANK) !== null) continue;
    const name = take(ASSIGNMENT)?.[1];
    if (name === undefined) return fail('no NAME=value');
    if (entries.has(name)) return fail('a duplicate name');
    const quote = text[at];
    if (quote === '"' || quote === "'" || quote === '`') {
      const inner = take(QUOTED[quote])?.[1];
      if (inner === undefined) return fail('a quote that is not closed');
      if (take(BLANK) === null) return fail('something after the closing quote');
      entries.set(name, { kind: 'scalar', text: quote === '"' ? unescape(inner) : inner });
    } else {
      entries.set(name, { kind: 'scalar', text: cutComment(take(UNQUOTED)?.[0] ?? '') });
    }
  }
  return succeed({ kind: 'map', entries });
};

const unescape = (inner: string): string =>
  inner.replaceAll(/\\([^])/g, (whole, character: string) => ESCAPES[character] ?? whole);

const cutComment = (line: string): string => {
  const comment = line.search(/(?:^|[ \t])#/);
  return (comment === -1 ? line : line.slice(0, comment)).trim();
};

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
