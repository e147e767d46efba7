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

/** Map keys and list indices that lead to a part of a document. */
export type DocumentPath = readonly (string | number)[];

/** What is wrong with a document and where; never a value of it. */
export interface DocumentProblem extends Omit<Explanation, 'code'> {
  readonly path: DocumentPath;
}

/** What a kind of document is called, and the code of errors about it. */
export interface DocumentKind {
  /** Such as `seed`. */
  readonly name: string;
  /** Such as `invalid-seed`. */
  readonly code: string;
}

/** Reads one YAML or JSON document and checks it; throws a `Failure` that lists every problem with its place. */
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

/** What came of looking at a document: its data, or what is wrong with it. */
interface Inspection {
  readonly data: unknown;
  readonly findings: readonly Finding[];
}

const refuse = (...findings: readonly Finding[]): Inspection => ({ data: null, findings });

/** Looks at a document in steps, each of which makes sense only where the one before found nothing. */
const inspectText = (text: string, check: (data: unknown) => readonly DocumentProblem[]): Inspection => {
  const documents = composeDocuments(text, {});
  if (documents === null) return refuse({ offset: 0, message: 'this is nested too deeply', hint: null });
  const [document, second] = documents;
  if (document === undefined) return refuse({ offset: 0, message: 'there is no document here', hint: null });
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
    return refuse({ offset: second.range?.[0] ?? 0, message: 'there must be just one document', hint: null });
  }
  const unfit = findUnfitKeys(document);
  if (unfit.length > 0) return refuse(...unfit);
  const decoded = decode(document);
  if (decoded === null) {
    return refuse({ offset: 0, message: 'the aliases here lead nowhere or without end', hint: null });
  }
  const findOffset = createFinder(document);
  const findings = check(decoded.data).map(({ path, message, hint }) => ({
    offset: findOffset(path),
    message,
    hint,
  }));
  return { data: decoded.data, findings };
};

/** Null where aliases would multiply without bounds; the library's own error is not passed on. */
const decode = (document: Document): { readonly data: unknown } | null => {
  try {
    return { data: document.toJS() as unknown };
  } catch {
    return null;
  }
};

/**
 * Keys that their map has before, which the library would find by comparing each with each, and keys that are maps or lists,
 * which it would turn into text with all the values in them.
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

/** Tells where a path starts in the text: at the key of a map entry, or at the item of a list; as deep as it exists. */
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

/** By the text of each key, so that many findings in one map cost no walk each. */
const indexKeys = (map: YAMLMap): ReadonlyMap<string, Pair> =>
  new Map(map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair]));

const offsetOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
