import { isMap, isSeq, type Document, type YAMLMap, type YAMLSeq } from 'yaml';
import { findPlace, indexLines } from '../../text/lines.js';
import { composeDocuments } from '../../yaml/compose.js';
import { escapeJson } from '../../text/escape.js';
import type { DraftOverride, ManifestDraft } from '../../model/import.js';
import { composeDocument, composeEntries, toEntry } from './compose-manifest.js';

/** Overrides to add to an existing document. */
export interface ManifestAddition {
  /** A line of the document, counted from 1. */
  readonly line: number;
  /** In this order, after the existing ones. */
  readonly overrides: readonly DraftOverride[];
}

/** What to add to a manifest file. */
export interface ManifestExtension {
  /** One for each document that gets overrides. */
  readonly additions: readonly ManifestAddition[];
  /** Documents to append to the existing ones. */
  readonly drafts: readonly ManifestDraft[];
}

/**
 * Adds overrides to a manifest's text. New entries follow the style of the list; every other byte, including comments and
 * blank lines, stays as it was. Null where nothing can be added to the text, for example because its list is an alias.
 */
export const extendManifest = (text: string, { additions, drafts }: ManifestExtension): string | null => {
  const lineStarts = indexLines(text);
  const documents = composeDocuments(text, {}) ?? [];
  const edits: Edit[] = [];
  for (const { line, overrides } of additions.filter((addition) => addition.overrides.length > 0)) {
    const document = findDocument(documents, line, lineStarts);
    const found = document === null ? null : insertInto(document, text, overrides);
    if (found === null) return null;
    edits.push(...found);
  }
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const extended = applyEdits(text, edits, newline);
  const appended = drafts.map((draft) => `---\n${composeDocument(draft)}`.replaceAll('\n', newline)).join('');
  return appended === '' || extended.endsWith('\n') ? extended + appended : extended + newline + appended;
};

/** Text that replaces everything from `start` to `end`; its line ends are `\n`. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const applyEdits = (text: string, edits: readonly Edit[], newline: string): string =>
  edits
    .toSorted((left, right) => right.start - left.start)
    .reduce(
      (result, { start, end, text: inserted }) =>
        result.slice(0, start) + inserted.replaceAll('\n', newline) + result.slice(end),
      text,
    );

/** The last document that starts on that line or above; the first one if only comments do. */
const findDocument = (
  documents: readonly Document.Parsed[],
  line: number,
  lineStarts: readonly number[],
): Document.Parsed | null =>
  documents.findLast(
    ({ contents }) => contents !== null && findPlace(lineStarts, contents.range[0]).line <= line,
  ) ??
  documents[0] ??
  null;

const insertInto = (
  { contents }: Document.Parsed,
  text: string,
  overrides: readonly DraftOverride[],
): readonly Edit[] | null => {
  if (!isMap(contents)) return null;
  const root: YAMLMap = contents;
  const list = root.get('overrides', true) as unknown;
  if (isSeq(list)) return insertIntoList(list, root, text, overrides);
  if (list !== undefined || root.flow === true) return null;
  const indent = ' '.repeat(columnOf(text, startOf(root)));
  const entries = composeEntries(overrides, `${indent}  `);
  return [insertLines(text, endOf(root), `${indent}overrides:\n${entries}`)];
};

const insertIntoList = (
  list: YAMLSeq,
  root: YAMLMap,
  text: string,
  overrides: readonly DraftOverride[],
): readonly Edit[] => {
  const last = list.items.at(-1);
  if (list.flow !== true && last !== undefined) {
    const indent = ' '.repeat(columnOf(text, startOf(list)));
    return [insertLines(text, endOf(last), composeEntries(overrides, indent))];
  }
  const isEmpty = /^\[\s*\]$/.test(text.slice(startOf(list), endOf(list)));
  if (isEmpty && root.flow !== true) {
    const indent = ' '.repeat(columnOf(text, startOf(root)) + 2);
    const before = text.slice(0, startOf(list)).trimEnd().length;
    return [
      { start: before, end: endOf(list), text: '' },
      insertLines(text, endOf(list), composeEntries(overrides, indent)),
    ];
  }
  return [insertIntoFlow(text, startOf(list), last === undefined ? null : last, overrides)];
};

/** Inserts lines after the line of `end`, so that a comment on that line stays in place. */
const insertLines = (text: string, end: number, inserted: string): Edit => {
  const lineEnd = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  return lineEnd === -1
    ? { start: text.length, end: text.length, text: `\n${inserted}` }
    : { start: lineEnd + 1, end: lineEnd + 1, text: inserted };
};

/** Appends entries to a list in brackets as JSON, which fits YAML too; each gets its own line if the last entry has one. */
const insertIntoFlow = (
  text: string,
  listStart: number,
  last: unknown,
  overrides: readonly DraftOverride[],
): Edit => {
  const at = last === null ? listStart + 1 : endOf(last);
  const column = last === null ? 0 : columnOf(text, startOf(last));
  const isOnOwnLine = last !== null && text.slice(0, startOf(last)).trimEnd().length < startOf(last) - column;
  const entries = overrides.map((override) =>
    isOnOwnLine
      ? `\n${JSON.stringify(toEntry(override), null, 2).replaceAll(/^/gm, ' '.repeat(column))}`
      : `${last === null ? '' : ' '}${JSON.stringify(toEntry(override))}`,
  );
  const json = escapeJson(entries.join(','));
  return { start: at, end: at, text: last === null ? json : `,${json}` };
};

const rangeOf = (node: unknown): readonly [number, number] => {
  const { range } = node as { readonly range?: readonly [number, number, number] | null };
  if (range === undefined || range === null) throw new TypeError('a parsed node has a range');
  return [range[0], range[1]];
};

const startOf = (node: unknown): number => rangeOf(node)[0];

const endOf = (node: unknown): number => rangeOf(node)[1];

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);
