import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  visit,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import { compareDiagnostics, type Diagnostic } from '../model/diagnostic.js';
import { Failure } from '../model/failure.js';
import { composeDocuments } from './compose-documents.js';

/** Map keys and list indices that lead to a part of a document. */
export type DocumentPath = readonly (string | number)[];

/** What is wrong with a document and where; never a value of it. */
export interface DocumentProblem {
  readonly path: DocumentPath;
  readonly message: string;
  readonly hint?: string;
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
  const lines = new LineCounter();
  const { data, findings } = inspectText(text, lines, check);
  if (findings.length === 0) return data;
  const diagnostics = findings.map((finding) =>
    describeFinding(finding, lines.linePos(finding.offset), file, kind.code),
  );
  const count = diagnostics.length === 1 ? 'an error' : `${String(diagnostics.length)} errors`;
  throw new Failure(kind.code, `the ${kind.name} file ${file} has ${count}`, {
    diagnostics: diagnostics.toSorted(compareDiagnostics),
  });
};

/** A problem at an offset in the text, from 0. */
interface Finding {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string | undefined;
}

const describeFinding = (
  { message, hint }: Finding,
  place: { readonly line: number; readonly col: number },
  file: string,
  code: string,
): Diagnostic => ({
  severity: 'error',
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
  location: { file, line: Math.max(1, place.line), column: Math.max(1, place.col) },
});

/** What came of looking at a document: its data, or what is wrong with it. */
interface Inspection {
  readonly data: unknown;
  readonly findings: readonly Finding[];
}

const refuse = (...findings: readonly Finding[]): Inspection => ({ data: null, findings });

/** Looks at a document in steps, each of which makes sense only where the one before found nothing. */
const inspectText = (
  text: string,
  lines: LineCounter,
  check: (data: unknown) => readonly DocumentProblem[],
): Inspection => {
  const documents = composeDocuments(text, lines);
  if (documents === null) return refuse({ offset: 0, message: 'this is nested too deeply' });
  const [document, second] = documents;
  if (document === undefined) return refuse({ offset: 0, message: 'there is no document here' });
  const malformed = documents.flatMap(({ errors }) => errors);
  if (malformed.length > 0) {
    return refuse(
      ...malformed.map(({ pos, code }) => ({ offset: pos[0], message: `this is not valid YAML (${code})` })),
    );
  }
  if (second !== undefined) {
    return refuse({ offset: second.range?.[0] ?? 0, message: 'there must be just one document' });
  }
  const repeated = findRepeatedKeys(document);
  if (repeated.length > 0) {
    return refuse(...repeated.map((offset) => ({ offset, message: 'this key is already in the map' })));
  }
  const decoded = decode(document);
  if (decoded === null) {
    return refuse({ offset: 0, message: 'the aliases here lead nowhere or without end' });
  }
  const findings = check(decoded.data).map(({ path, message, hint }) => ({
    offset: findOffset(document, path),
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

/** Offsets of keys that their map has before; the library's own check compares each key with each. */
const findRepeatedKeys = (document: Document): readonly number[] => {
  const offsets: number[] = [];
  visit(document, {
    Map: (_key, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) offsets.push(key.range?.[0] ?? 0);
        seen.add(key.value);
      }
    },
  });
  return offsets;
};

/** Where a path starts in the text: at the key of a map entry, or at the item of a list; as deep as it exists. */
const findOffset = (document: Document, path: DocumentPath): number => {
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

const findPair = (map: YAMLMap, step: string | number): YAMLMap['items'][number] | undefined =>
  map.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));

const offsetOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
