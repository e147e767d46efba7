import { isVisibleProperty, isVisibleSourceName } from './check/names.js';
import { HIDDEN, isKnownWord, manifestShape, type Shape } from './check/shape.js';
import type { DocumentNode, MapNode, Span } from './parse/nodes.js';
import { parseDocuments } from './parse/parse.js';

/** A scalar of a file, and whether frames may show it. */
export interface Word extends Span {
  readonly isVisible: boolean;
}

/**
 * Lists the scalars of a file in order; null where the file is malformed, because keys and values cannot be distinguished
 * then. Only what the schema declares as shown is visible.
 */
export const readWords = (text: string): readonly Word[] | null => {
  const words: Word[] = [];
  for (const document of parseDocuments(text)) {
    if (!document.isWellFormed) return null;
    if (document.root !== null) collect(document.root, manifestShape(), text, words);
  }
  return words.filter((word) => word.end > word.start).toSorted((left, right) => left.start - right.start);
};

const collect = (node: DocumentNode, shape: Shape, text: string, words: Word[]): void => {
  if (node.isBorrowed) {
    words.push({ start: node.start, end: node.end, isVisible: false });
    return;
  }
  switch (node.kind) {
    case 'scalar': {
      const isVisible = shape.kind === 'visible' && shape.pattern().test(plainText(node, text));
      words.push({ start: node.start, end: node.end, isVisible });
      return;
    }
    case 'list':
      for (const item of node.items) collect(item, shape.kind === 'list' ? shape.item : HIDDEN, text, words);
      return;
    case 'map':
      collectEntries(node, shape, text, words);
  }
};

const collectEntries = (node: MapNode, shape: Shape, text: string, words: Word[]): void => {
  for (const [name, entry] of node.entries) {
    if (entry.isMerged) continue;
    const isVisible = isVisibleKey(name, shape) && plainText(entry.key, text) === name;
    words.push({ start: entry.key.start, end: entry.key.end, isVisible });
    collect(entry.node, shapeUnder(name, shape), text, words);
  }
};

const isVisibleKey = (name: string, shape: Shape): boolean => {
  switch (shape.kind) {
    case 'map':
      return isVisibleProperty(name, Object.keys(shape.properties));
    case 'named':
      return isVisibleSourceName(name);
    case 'list':
      return isKnownWord(name);
    case 'visible':
    case 'hidden':
      return false;
  }
};

const shapeUnder = (name: string, shape: Shape): Shape => {
  if (shape.kind === 'named') return shape.item;
  if (shape.kind !== 'map' || !Object.hasOwn(shape.properties, name)) return HIDDEN;
  return shape.properties[name] ?? HIDDEN;
};

/** A scalar as written, without quotes: exactly what a frame would show. */
const plainText = (span: Span, text: string): string => {
  const written = text.slice(span.start, span.end);
  const isQuoted = written.length >= 2 && /^["']/.test(written) && written.endsWith(written.charAt(0));
  return isQuoted ? written.slice(1, -1) : written;
};
