import type { CST, Document, YAMLParseError } from 'yaml';
import { createComposer, type YamlRules } from '../../yaml/compose.js';
import { nestsDeeper, readYamlTokens } from '../../yaml/tokens.js';
import { buildNodes } from './build-nodes.js';
import type { ParsedDocument } from './parsed-document.js';
import { NO_EARLY_ITEMS, startEarlyReading, type EarlyItems, type EarlyReading } from './early-items.js';
import { makeError, type Problem } from '../problem.js';
import { explainSyntaxError } from './syntax-error.js';

/** Manifests need 7 levels; the limit keeps recursive functions from exhausting the stack. */
const DEPTH_LIMIT = 64;

/** How far even a small file may expand its aliases beyond its own length. */
const SIZE_ALLOWANCE = 10_000;

/** Other schemas and tags would change what a text means. */
const RULES: YamlRules = { schema: 'core', resolveKnownTags: false };

/**
 * Parses YAML (and so JSON) one document after the other, in time linear in the text; never throws. Some mistakes only show
 * when a document is read as a whole: from the first such document on, all are.
 */
export const parseDocuments = function* (text: string): Generator<ParsedDocument, void, undefined> {
  const reading = startEarlyReading((document) => parseBatch(document, text));
  let count = 0;
  for (const document of readDocuments(text, reading)) {
    if (reading.hasFailed() || (reading.hasBuilt() && !document.isWellFormed)) {
      for (const whole of readDocuments(text, null)) {
        if (count === 0) yield whole;
        else count -= 1;
      }
      return;
    }
    yield document;
    count += 1;
  }
};

const readDocuments = function* (
  text: string,
  reading: EarlyReading | null,
): Generator<ParsedDocument, void, undefined> {
  const composer = createComposer(RULES);
  /** Belongs to the document that the composer keeps until it sees the next one. */
  let early = NO_EARLY_ITEMS;
  for (const token of readYamlTokens(text, reading?.watch)) {
    if (token.type === 'too-deep') {
      yield reportDepth(token.offset);
      return;
    }
    const next = token.type === 'document' ? (reading?.take() ?? NO_EARLY_ITEMS) : early;
    if (token.type === 'document' && nestsDeeper(token.value, DEPTH_LIMIT)) {
      yield reportDepth(token.offset);
      continue;
    }
    for (const document of composer.next(token)) yield readDocument(document, text, early);
    early = next;
  }
  for (const document of composer.end(true, text.length)) yield readDocument(document, text, early);
};

const readDocument = (document: Document.Parsed, text: string, early: EarlyItems): ParsedDocument => {
  if (document.errors.length > 0) {
    return { root: null, problems: firstOfEachLine(document.errors, text), isWellFormed: false };
  }
  return buildNodes(document, { size: text.length + SIZE_ALLOWANCE, depth: DEPTH_LIMIT }, early);
};

/** Reads a document that consists of some items of a list, which belongs one level down. */
const parseBatch = (token: CST.Document, text: string): ParsedDocument => {
  if (nestsDeeper(token.value, DEPTH_LIMIT - 1)) return reportDepth(token.offset);
  const [document] = createComposer(RULES).compose([token]);
  return document === undefined ? NOTHING : readDocument(document, text, NO_EARLY_ITEMS);
};

const NOTHING: ParsedDocument = { root: null, problems: [], isWellFormed: true };

/** One slip can make the library report many errors on a line: only the first of each line is kept. */
const firstOfEachLine = (errors: readonly YAMLParseError[], text: string): readonly Problem[] => {
  let lineEnd = -1;
  return errors
    .map((error) => explainSyntaxError(error, text))
    .toSorted((left, right) => left.span.start - right.span.start)
    .filter(({ span }) => {
      if (span.start <= lineEnd) return false;
      const end = text.indexOf('\n', span.start);
      lineEnd = end === -1 ? text.length : end;
      return true;
    });
};

const reportDepth = (offset: number): ParsedDocument => ({
  root: null,
  problems: [
    makeError(
      'too-deep',
      { start: offset, end: offset + 1 },
      `lists and maps are nested more than ${DEPTH_LIMIT} deep`,
    ),
  ],
  isWellFormed: false,
});
