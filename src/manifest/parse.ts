import { Composer, type CST, type Document, type YAMLParseError } from 'yaml';
import { readYamlTokens } from '../model/yaml-tokens.js';
import { buildNodes, type ParsedDocument } from './build-nodes.js';
import { makeError, type Problem } from './problem.js';
import { explainSyntaxError } from './syntax-error.js';

/** Manifests need 7 levels; the limit keeps what walks the document off the end of the stack. */
const DEPTH_LIMIT = 64;

/** Small files may expand aliases this far beyond their own length. */
const SIZE_ALLOWANCE = 10_000;

/** Its own duplicate check would make large maps quadratic; other schemas and tags would change what a text means. */
const OPTIONS = {
  uniqueKeys: false,
  prettyErrors: false,
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  logLevel: 'silent',
} as const;

/** Reads YAML (and so JSON) one document after the other; never throws. Its cost is linear in the text. */
export const parseDocuments = function* (text: string): Generator<ParsedDocument, void, undefined> {
  const composer = new Composer(OPTIONS);
  for (const token of readYamlTokens(text)) {
    if (token.type === 'too-deep') {
      yield reportDepth(token.offset);
      return;
    }
    if (token.type === 'document' && isTooDeep(token)) yield reportDepth(token.offset);
    else for (const document of composer.next(token)) yield readDocument(document, text);
  }
  for (const document of composer.end(true, text.length)) yield readDocument(document, text);
};

const readDocument = (document: Document.Parsed, text: string): ParsedDocument => {
  if (document.errors.length > 0) {
    return { root: null, problems: firstOfEachLine(document.errors, text), isWellFormed: false };
  }
  return buildNodes(document, { size: text.length + SIZE_ALLOWANCE, depth: DEPTH_LIMIT });
};

/** One slip makes the library report a whole line; a line is looked for only where the one before has ended. */
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

/** Looks before the composer does, because that recurses. */
const isTooDeep = (document: CST.Document): boolean => {
  const open: { readonly token: CST.Token | null | undefined; readonly depth: number }[] = [
    { token: document.value, depth: 1 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (token === null || token === undefined || !('items' in token)) continue;
    if (depth > DEPTH_LIMIT) return true;
    for (const item of token.items) {
      open.push({ token: item.key, depth: depth + 1 }, { token: item.value, depth: depth + 1 });
    }
  }
  return false;
};
