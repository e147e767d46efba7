import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { compareDiagnostics, createDiagnostic, type Diagnostic } from '../../model/diagnostic.js';
import type { Explanation } from '../../model/explanation.js';
import { Failure } from '../../model/failure.js';
import { findPlace, indexLines, type TextPlace } from '../../text/lines.js';
import { composeDocuments } from '../../yaml/compose.js';

/** Path to a part of a document: map keys and list indices. */
export type DocumentPath = readonly (string | number)[];

/** A problem in a document and its place. It never contains a value of the document. */
export interface DocumentProblem extends Omit<Explanation, 'code'> {
  readonly path: DocumentPath;
}

/** The name of a kind of document, and the code of errors about it. */
export interface DocumentKind {
  /** Such as `seed`. */
  readonly name: string;
  /** Such as `invalid-seed`. */
  readonly code: string;
}

/** Reads and checks one YAML or JSON document. Throws a `Failure` that lists every problem with its place. */
export const readDocument = (
  text: string,
  file: string,
  kind: DocumentKind,
  check: (data: unknown) => readonly DocumentProblem[],
): unknown => {
  const { data, findings } = inspectText(text, check);
  if (findings.length === 0) return data;
  const lineStarts = indexLines(text);
  const diagnostics = findings.map((finding) =>
    describeFinding(finding, findPlace(lineStarts, finding.offset), file, kind.code),
  );
  const count = diagnostics.length === 1 ? 'an error' : `${String(diagnostics.length)} errors`;
  throw new Failure(kind.code, `the ${kind.name} file ${file} has ${count}`, {
    diagnostics: diagnostics.toSorted(compareDiagnostics),
  });
};

/** A problem at an offset in the text, from 0. */
interface Finding extends Omit<Explanation, 'code'> {
  readonly offset: number;
}

const describeFinding = (
  { message, hint }: Finding,
  place: TextPlace,
  file: string,
  code: string,
): Diagnostic =>
  createDiagnostic({
    severity: 'error',
    code,
    message,
    hint,
    location: { file, ...place },
  });

/** The result of inspecting a document: its data, or its problems. */
interface Inspection {
  readonly data: unknown;
  readonly findings: readonly Finding[];
}

const refuse = (...findings: readonly Finding[]): Inspection => ({ data: null, findings });

/** Inspects a document in steps. Each step runs only if the previous one found no problem. */
const inspectText = (text: string, check: (data: unknown) => readonly DocumentProblem[]): Inspection => {
  const documents = composeDocuments(text, {});
  if (documents === null)
    return refuse({ offset: 0, message: 'the document is nested too deeply', hint: null });
  const [document, second] = documents;
  if (document === undefined) return refuse({ offset: 0, message: 'the file has no document', hint: null });
  const malformed = documents.flatMap(({ errors }) => errors);
  if (malformed.length > 0) {
    return refuse(
      ...malformed.map(({ pos, code }) => ({
        offset: pos[0],
        message: `this is not valid YAML (${code})`,
        hint: null,
      })),
    );
  }
  if (second !== undefined) {
    return refuse({
      offset: second.range?.[0] ?? 0,
      message: 'the file must have exactly one document',
      hint: null,
    });
  }
  const unfit = findUnfitKeys(document);
  if (unfit.length > 0) return refuse(...unfit);
  const decoded = decode(document);
  if (decoded === null) {
    return refuse({ offset: 0, message: 'an alias is unresolved or expands without end', hint: null });
  }
  const findOffset = createFinder(document);
  const findings = check(decoded.data).map(({ path, message, hint }) => ({
    offset: findOffset(path),
    message,
    hint,
  }));
  return { data: decoded.data, findings };
};

/** Converts a document to data; null if aliases expand without bounds. The library's own error is dropped, because it may quote values. */
const decode = (document: Document): { readonly data: unknown } | null => {
  try {
    return { data: document.toJS() as unknown };
  } catch {
    return null;
  }
};

/**
 * Finds duplicate keys, which the library would find in quadratic time, and keys that are maps or lists, which it would convert to text
 * with all their values.
 */
const findUnfitKeys = (document: Document): readonly Finding[] => {
  const findings: Finding[] = [];
  visit(document, {
    Map: (_key, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const offset = offsetOf(key) ?? 0;
        if (!isScalar(key)) findings.push({ offset, message: 'a key must be plain text', hint: null });
        else if (seen.has(key.value))
          findings.push({ offset, message: 'this key is already in the map', hint: null });
        else seen.add(key.value);
      }
    },
  });
  return findings;
};

/** Creates a function that finds the offset of a path: the key of a map entry, or the item of a list. It goes as deep as the path exists. */
const createFinder = (document: Document): ((path: DocumentPath) => number) => {
  const indexes = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  const findPair = (map: YAMLMap, step: string | number): Pair | undefined => {
    const index = indexes.get(map) ?? indexKeys(map);
    indexes.set(map, index);
    return index.get(String(step));
  };
  return (path) => {
    let node: unknown = document.contents;
    let offset = offsetOf(node) ?? 0;
    for (const step of path) {
      if (isAlias(node)) node = node.resolve(document);
      if (isMap(node)) {
        const pair = findPair(node, step);
        if (pair === undefined) return offset;
        offset = offsetOf(pair.key) ?? offset;
        node = pair.value;
      } else if (isSeq(node) && typeof step === 'number') {
        node = node.items[step];
        offset = offsetOf(node) ?? offset;
      } else {
        return offset;
      }
    }
    return offset;
  };
};

/** Indexes the pairs of a map by key, so that many problems in one map do not need one walk each. */
const indexKeys = (map: YAMLMap): ReadonlyMap<string, Pair> =>
  new Map(map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair]));

const offsetOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
