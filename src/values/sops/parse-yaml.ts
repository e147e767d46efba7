import { isAlias, isMap, isScalar, isSeq, Scalar, type Document } from 'yaml';
import { Failure } from '../../model/failure.js';
import { composeDocuments } from '../../yaml/compose.js';
import {
  readPlainScalar,
  namePath,
  textNode,
  type SourceMap,
  type SourceNode,
  type SourcePath,
} from './source-node.js';

/** Reads a scalar without quotes. */
type PlainReader = (text: string) => SourceNode;

const MERGE_TAG = 'tag:yaml.org,2002:merge';

/**
 * Reads every document of a YAML file, in file order and without interpreting scalars: the failsafe schema keeps 64-bit
 * integers as text. What SOPS never writes (aliases, tags, keys that are not text) is refused.
 * @throws Failure `invalid-yaml`, `unsupported-yaml`, `duplicate-key`, `too-deep`
 */
export const parseYaml = (text: string, readPlain: PlainReader = readPlainScalar): readonly SourceMap[] =>
  compose(text).map((document) => {
    if (document.errors.length > 0) throw invalidYaml();
    const root = readNode(document.contents, [], readPlain);
    if (root.kind === 'null') return { kind: 'map', entries: [] };
    if (root.kind === 'map') return root;
    throw new Failure('unsupported-yaml', 'it is a list or a single value, but SOPS files are maps');
  });

const compose = (text: string): readonly Document[] => {
  const documents = tryToCompose(text);
  if (documents === null) throw new Failure('too-deep', 'it is nested too deeply');
  return documents;
};

const tryToCompose = (text: string): readonly Document[] | null => {
  try {
    return composeDocuments(text, { schema: 'failsafe', resolveKnownTags: false });
  } catch {
    throw invalidYaml();
  }
};

/** The parser's own message quotes the source, and so is not passed on. */
const invalidYaml = (): Failure =>
  new Failure('invalid-yaml', 'it is not valid YAML', {
    hint: 'Look for merge conflict markers and for edits made without `sops`.',
  });

const readNode = (node: unknown, path: SourcePath, readPlain: PlainReader): SourceNode => {
  if (node === null) return { kind: 'null' };
  if (isAlias(node)) throw unsupported(path, 'is a YAML alias');
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) throw invalidYaml();
  if (node.tag !== undefined) throw unsupported(path, 'has a YAML tag');
  if (isScalar(node)) return readScalar(node, path, readPlain);
  if (isSeq(node)) {
    return {
      kind: 'list',
      items: node.items.map((item, index) => readNode(item, [...path, index], readPlain)),
    };
  }
  const keys = new Set<string>();
  const entries = node.items.map((pair) => {
    const key = readKey(pair.key, path);
    const place = [...path, key];
    if (keys.has(key)) throw new Failure('duplicate-key', `${namePath(place)} appears twice`);
    keys.add(key);
    const value = readNode(pair.value, place, readPlain);
    if (path.length === 0 && isMergeKey(pair.key) && !isMergeable(value)) throw notMergeable(place);
    return { key, value };
  });
  return { kind: 'map', entries };
};

const readScalar = (scalar: Scalar, path: SourcePath, readPlain: PlainReader): SourceNode => {
  const text = wellFormed(String(scalar.value), path);
  return scalar.type === Scalar.PLAIN ? readPlain(text) : textNode(text);
};

/** SOPS does not merge: to it, `<<` is an ordinary key, which it writes with this tag. */
const isMergeKey = (key: unknown): boolean => isScalar(key) && key.value === '<<' && key.tag === MERGE_TAG;

/** At the top of a document, the YAML parser of SOPS refuses anything else, though SOPS writes it. */
const isMergeable = (value: SourceNode): boolean =>
  value.kind === 'map' || (value.kind === 'list' && value.items.every(({ kind }) => kind === 'map'));

const notMergeable = (path: SourcePath): Failure =>
  new Failure('unsupported-yaml', `${namePath(path)} is neither a map nor a list of maps`, {
    hint: '`sops` cannot read that either: rename the key in the decrypted file, and encrypt it again.',
  });

const readKey = (key: unknown, path: SourcePath): string => {
  if (!isScalar(key)) throw unsupported(path, 'has a key that is not text');
  if (isMergeKey(key)) return '<<';
  const isMissing = key.value === '' && key.type === Scalar.PLAIN;
  if (isMissing || key.tag !== undefined) throw unsupported(path, 'has a key that is not text');
  return wellFormed(String(key.value), path);
};

/** Half a surrogate pair has no UTF-8 form, so that two different keys could authenticate as one. */
const wellFormed = (text: string, path: SourcePath): string => {
  if (/\p{Surrogate}/u.test(text)) throw unsupported(path, 'contains half a surrogate pair');
  return text;
};

const unsupported = (path: SourcePath, what: string): Failure =>
  new Failure('unsupported-yaml', `${path.length === 0 ? 'it' : namePath(path)} ${what}`, {
    hint: 'SOPS never writes that: encrypt the file again with `sops`.',
  });
