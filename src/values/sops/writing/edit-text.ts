import { isMap, isScalar, isSeq, Pair, Scalar, YAMLMap, type Document } from 'yaml';
import { Failure } from '../../../model/failure.js';
import { composeDocuments } from '../../../yaml/compose.js';
import { namePath } from '../source-node.js';
import type { WritableFormat } from './new-text.js';

/** A text at a place in a file, such as an encrypted value. */
export interface Placed {
  /** Keys of maps. */
  readonly path: readonly string[];
  readonly text: string;
}

/** The key that SOPS keeps for its metadata; in dotenv, where nothing is nested, it begins all their keys. */
const METADATA = 'sops';

/**
 * Puts texts into an encrypted file that was read before. What is there is replaced; what is not is added before the metadata, so
 * that the order of the rest, which the MAC depends on, stays.
 *
 * @throws Failure `bad-path`, `several-documents`
 */
export const editText = (text: string, format: WritableFormat, places: readonly Placed[]): string => {
  switch (format) {
    case 'dotenv':
      return editDotenv(text, places);
    case 'yaml':
      return editTree(text, places, Scalar.PLAIN, (document) =>
        document.toString({ lineWidth: 0, indent: findIndent(text) }),
      );
    case 'json':
      return editTree(
        text,
        places,
        Scalar.QUOTE_DOUBLE,
        (document) => `${printJson(document.contents, '')}\n`,
      );
  }
};

const editTree = (
  text: string,
  places: readonly Placed[],
  style: Scalar.Type,
  print: (document: Document.Parsed) => string,
): string => {
  const [document, second] = composeDocuments(text, { schema: 'failsafe', resolveKnownTags: false }) ?? [];
  if (second !== undefined) {
    throw new Failure('several-documents', 'it has several YAML documents, which share one MAC', {
      hint: 'name a file with one document',
    });
  }
  if (document === undefined || !isMap(document.contents)) throw new TypeError('an encrypted file is a map');
  for (const place of places) putInto(document.contents, place, style);
  return print(document);
};

const putInto = (root: YAMLMap, { path, text }: Placed, style: Scalar.Type): void => {
  let map = root;
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1;
    const pair = map.items.find(({ key }) => isScalar(key) && key.value === step);
    const there = pair?.value;
    if (isLast && isScalar(there)) there.value = text;
    else if (isLast && there === undefined) addPair(map, step, makeScalar(text, style), style);
    else if (!isLast && isMap(there)) map = there;
    else if (!isLast && there === undefined) {
      const below = new YAMLMap();
      addPair(map, step, below, style);
      map = below;
    } else {
      const name = namePath(path.slice(0, index + 1));
      throw new Failure(
        'bad-path',
        isLast ? `${name} is not a single value` : `${name} is not a map, so nothing can be added below it`,
        { hint: 'choose another path' },
      );
    }
  }
};

const addPair = (map: YAMLMap, key: string, value: unknown, style: Scalar.Type): void => {
  const end = map.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === METADATA);
  map.items.splice(
    end === -1 ? map.items.length : end,
    0,
    new Pair(makeScalar(key, needsQuotes(key) ? Scalar.QUOTE_DOUBLE : style), value),
  );
};

const makeScalar = (text: string, style: Scalar.Type): Scalar => {
  const scalar = new Scalar(text);
  scalar.type = style;
  return scalar;
};

/** Without quotes, some reader of YAML would take words such as `no` or `1e3` for something other than text. */
const needsQuotes = (key: string): boolean => !/^[A-Za-z_][\w-]{5,}$/.test(key);

/** Columns by which a file is indented. */
const findIndent = (text: string): number => /^sops:\n( +)\S/m.exec(text)?.[1]?.length ?? 4;

/** Prints JSON as `sops` does. `JSON.parse` would reorder keys, and its numbers would lose digits. */
const printJson = (node: unknown, indent: string): string => {
  const deeper = `${indent}\t`;
  const wrap = (open: string, items: readonly string[], close: string): string =>
    items.length === 0
      ? `${open}${close}`
      : `${open}\n${items.map((item) => deeper + item).join(',\n')}\n${indent}${close}`;
  if (isMap(node)) {
    const entries = node.items.map(
      ({ key, value }) => `${printJson(key, deeper)}: ${printJson(value, deeper)}`,
    );
    return wrap('{', entries, '}');
  }
  if (isSeq(node)) {
    return wrap(
      '[',
      node.items.map((item) => printJson(item, deeper)),
      ']',
    );
  }
  if (!isScalar(node)) throw new TypeError('JSON has only maps, lists and scalars');
  return node.type === Scalar.PLAIN ? String(node.value) : JSON.stringify(node.value);
};

const editDotenv = (text: string, places: readonly Placed[]): string => {
  const lines = text.split('\n');
  const found = new Map(lines.map((line, index) => [line.slice(0, line.indexOf('=')), index]));
  const added: string[] = [];
  for (const { path, text: value } of places) {
    // The metadata is one level deep as well: `sops.mac` is spelled `sops_mac`.
    const key = path[0] === METADATA ? path.join('_') : (path[0] ?? '');
    if (path.length > 1 && path[0] !== METADATA) {
      throw new Failure('bad-path', `${namePath(path)} is nested, and a dotenv file is not`, {
        hint: 'give a path with one key',
      });
    }
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) {
      throw new Failure('bad-path', `${namePath(path)} is not a name that a dotenv file can have`, {
        hint: 'use letters, digits and underscores',
      });
    }
    const line = `${key}=${value}`;
    const index = found.get(key);
    if (index === undefined) added.push(line);
    else lines[index] = line;
  }
  const end = lines.findIndex((line) => line.startsWith(`${METADATA}_`));
  lines.splice(end === -1 ? lines.length : end, 0, ...added);
  return lines.join('\n');
};
