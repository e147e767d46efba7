import { isAlias, isMap, isScalar, isSeq, type Document, type ParsedNode, type Scalar } from 'yaml';
import type { DocumentFormat } from '../model/value-reference.js';
import { dropByteOrderMark } from '../text/decode.js';
import { composeDocuments } from '../yaml/compose.js';
import { parseDotenv } from './dotenv.js';
import { miss, succeed, type Outcome } from './outcome.js';
import type { ValueNode } from './value-node.js';

/** Tags that only repeat what a node is; any other would change its meaning. */
const KNOWN_TAGS: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);

/** How a number becomes a value, from its spelling in the source. */
export type NumberSpelling = (source: string) => string;

/**
 * Reads text as a document whose scalars keep their spelling, except where `spellNumber` changes that of numbers. `subject` names the source in errors. The source itself is never
 * quoted; the messages of the parsers do quote it, and so are not passed on.
 */
export const parseDocument = (
  text: string,
  format: DocumentFormat,
  subject: string,
  spellNumber: NumberSpelling = (source) => source,
): Outcome<ValueNode> => {
  const source = dropByteOrderMark(text);
  switch (format) {
    case 'text':
      return succeed({ kind: 'scalar', text });
    case 'dotenv':
      return succeed(parseDotenv(source));
    case 'json':
      return isJson(source)
        ? parseTree(source, { name: 'JSON', subject, spellNumber })
        : miss('invalid-document', `${subject} is not valid JSON`);
    case 'yaml':
      return parseTree(source, { name: 'YAML', subject, spellNumber });
  }
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

interface TreeShape {
  readonly name: 'JSON' | 'YAML';
  readonly subject: string;
  readonly spellNumber: NumberSpelling;
}

/** JSON is read as YAML too, because `JSON.parse` would round and respell numbers. */
const parseTree = (text: string, { name, subject, spellNumber }: TreeShape): Outcome<ValueNode> => {
  const documents = composeDocuments(text, { resolveKnownTags: false });
  if (documents === null) return miss('invalid-document', `${subject} is nested too deeply`);
  const [document, second] = documents;
  if (second !== undefined) return miss('invalid-document', `${subject} contains several YAML documents`);
  if (document === undefined || document.errors.length > 0) {
    return miss('invalid-document', `${subject} is not valid ${name}`);
  }
  return convertDocument(document, subject, spellNumber);
};

const convertDocument = (
  document: Document.Parsed,
  subject: string,
  spellNumber: NumberSpelling,
): Outcome<ValueNode> => {
  /** What an alias refers to, by anchor; null while it is not complete. Sharing nodes keeps a document with many aliases small. */
  const anchors = new Map<string, ValueNode | null>();

  const convert = (node: ParsedNode | null): Outcome<ValueNode> => {
    if (node === null) return succeed({ kind: 'null' });
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      return target === undefined || target === null
        ? miss('invalid-document', `${subject} has an alias to something that is not complete before it`)
        : succeed(target);
    }
    if (node.tag !== undefined && !KNOWN_TAGS.has(node.tag)) {
      return miss('invalid-document', `${subject} has a YAML tag that is not supported`);
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, null);
    const converted = convertContent(node);
    if (node.anchor !== undefined && converted.kind === 'ok') anchors.set(node.anchor, converted.value);
    return converted;
  };

  const convertContent = (node: ParsedNode): Outcome<ValueNode> => {
    if (isMap<ParsedNode, ParsedNode | null>(node)) return convertMap(node.items);
    if (isSeq<ParsedNode>(node)) return convertList(node.items);
    return isScalar(node) ? succeed(convertScalar(node, spellNumber)) : succeed({ kind: 'null' });
  };

  const convertList = (nodes: readonly ParsedNode[]): Outcome<ValueNode> => {
    const items: ValueNode[] = [];
    for (const node of nodes) {
      const item = convert(node);
      if (item.kind === 'problem') return item;
      items.push(item.value);
    }
    return succeed({ kind: 'list', items });
  };

  const convertMap = (
    pairs: readonly { readonly key: ParsedNode; readonly value: ParsedNode | null }[],
  ): Outcome<ValueNode> => {
    const entries = new Map<string, ValueNode>();
    for (const pair of pairs) {
      const key = convert(pair.key);
      if (key.kind === 'problem') return key;
      if (key.value.kind !== 'scalar') {
        return miss('invalid-document', `${subject} has a key that is not a plain word`);
      }
      if (entries.has(key.value.text))
        return miss('invalid-document', `${subject} has the same key twice in one map`);
      const value = convert(pair.value);
      if (value.kind === 'problem') return value;
      entries.set(key.value.text, value.value);
    }
    return succeed({ kind: 'map', entries });
  };

  return convert(document.contents);
};

const convertScalar = ({ value, source }: Scalar, spellNumber: NumberSpelling): ValueNode => {
  if (value === null || value === undefined) return { kind: 'null' };
  if (typeof value === 'string') return { kind: 'scalar', text: value };
  return { kind: 'scalar', text: typeof value === 'boolean' ? String(value) : spellNumber(source ?? '') };
};
