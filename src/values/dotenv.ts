import { findPlace, indexLines } from '../text/lines.js';
import type { ValueNode } from './value-node.js';

/** `NAME=` or `NAME: `, with `export` and the spaces that shells allow. */
const ASSIGNMENT = /[ \t]*(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=|:(?=[ \t]))[ \t]*/y;
/** A blank line, a comment, or `export NAME`, which sets nothing. */
const NOTHING = /[ \t]*(?:export(?:[ \t]+[A-Za-z_]\w*)+[ \t]*)?(?:#[^\n]*)?(?:\n|$)/y;
const QUOTED = { "'": /'([^']*)'/y, '"': /"([^"\\]*(?:\\[^][^"\\]*)*)"/y, '`': /`([^`]*)`/y } as const;
const COMMENT = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
const UNQUOTED = /[^\n]*/y;
const NEXT_LINE = /[^\n]*\n?/y;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  $: '$',
  '`': '`',
  '!': '!',
};

/** What is wrong with an entry, at which offset, and what to do about it. */
type Flaw = readonly [what: string, at: number, hint: string];

/**
 * Reads `NAME=value` lines as `dotenv` does, and nothing is expanded. What it and shells understand differently, or guess, is
 * unreadable: only for its own name, so that the others can be used. Errors say where, and quote nothing.
 */
export const parseDotenv = (source: string): ValueNode => {
  const text = source.replaceAll(/\r\n?/g, '\n');
  const lineStarts = indexLines(text);
  const entries = new Map<string, ValueNode>();
  let oddLine: string | null = null;
  const describe = ([what, offset]: Flaw): string => {
    const { line, column } = findPlace(lineStarts, offset);
    return `${what} in line ${line}, column ${column}`;
  };
  for (let at = 0; at < text.length;) {
    const blank = matchAt(NOTHING, text, at);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    const assignment = matchAt(ASSIGNMENT, text, at);
    if (assignment === null) {
      oddLine ??= describe(['no NAME=value', at, '']);
      at += lengthAt(NEXT_LINE, text, at);
      continue;
    }
    const [whole, name = ''] = assignment;
    const read = entries.has(name) ? duplicate(at) : readValue(text, at + whole.length);
    if ('value' in read) {
      entries.set(name, { kind: 'scalar', text: read.value });
      at = read.end;
    } else {
      const [, , hint] = read.flaw;
      entries.set(name, { kind: 'unreadable', why: `is not valid dotenv: ${describe(read.flaw)}`, hint });
      at += lengthAt(NEXT_LINE, text, at);
    }
  }
  return oddLine === null ? { kind: 'map', entries } : { kind: 'map', entries, oddLine };
};

/** A value and where its line ends, or what is wrong with it. */
type Read = { readonly value: string; readonly end: number } | { readonly flaw: Flaw };

const duplicate = (at: number): Read => ({
  flaw: ['a duplicate name', at, 'remove one of the two: which one counts depends on the reader'],
});

const readValue = (text: string, start: number): Read => {
  const first = text[start];
  if (first === '"' || first === "'" || first === '`') return readQuoted(text, start, first);
  if (first === '#' && text[start - 1] === '=') {
    const hint = 'put the value in quotes; for an empty value with a comment, write a space before the #';
    return { flaw: ['a # directly after the =', start, hint] };
  }
  if (first === '$' && (text[start + 1] === "'" || text[start + 1] === '"')) {
    return { flaw: [`quotes that only some shells know ($${text[start + 1]})`, start, 'remove the $'] };
  }
  const line = matchAt(UNQUOTED, text, start)?.[0] ?? '';
  const comment = first === '#' ? 0 : line.search(/[ \t]#/);
  const value = comment === -1 ? line : line.slice(0, comment);
  return { value: value.trim(), end: start + line.length };
};

const readQuoted = (text: string, start: number, quote: keyof typeof QUOTED): Read => {
  const [whole, inner = ''] = matchAt(QUOTED[quote], text, start) ?? [];
  if (whole === undefined) return { flaw: ['a quote that is not closed', start, 'close it'] };
  const end = start + whole.length;
  const comment = lengthAt(COMMENT, text, end);
  if (comment === 0 && end < text.length) {
    const hint =
      'put the whole value in one pair of quotes that does not occur in it; only shells join several';
    return { flaw: ['something after the closing quote', end, hint] };
  }
  return { value: quote === '"' ? unescape(inner) : inner, end: end + comment };
};

const unescape = (inner: string): string =>
  inner.replaceAll(/\\([^])/g, (whole, character: string) => ESCAPES[character] ?? whole);

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

const lengthAt = (pattern: RegExp, text: string, at: number): number =>
  matchAt(pattern, text, at)?.[0].length ?? 0;
