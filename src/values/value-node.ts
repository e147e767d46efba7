import type { ValuePath } from '../model/value-reference.js';
import { askMeant, suggest } from '../text/words.js';
import { miss, succeed, type Outcome } from './outcome.js';

/**
 * A decoded document as values see it. Scalars keep their text: numbers as spelled in the source,
 * booleans as `true` and `false`.
 */
export type ValueNode =
  | ValueScalar
  | { readonly kind: 'null' }
  | {
      readonly kind: 'map';
      readonly entries: ReadonlyMap<string, ValueNode>;
      /** Where the first line is that belongs to no entry, if there is one. */
      readonly oddLine?: string;
    }
  | { readonly kind: 'list'; readonly items: readonly ValueNode[] }
  /** An entry that cannot be read, in a document that otherwise can. `why` follows the name of its place. */
  | { readonly kind: 'unreadable'; readonly why: string; readonly hint: string };

/** A single value in a document. */
export interface ValueScalar {
  readonly kind: 'scalar';
  readonly text: string;
  /** Set where an encrypted file holds it in plaintext: whether the file's MAC covers it. */
  readonly clear?: ClearText;
}

/** Whether a MAC covers plaintext in an encrypted file. A MAC never binds plaintext to its key. */
export type ClearText = 'covered' | 'uncovered';

const MOST_KEYS_NAMED = 10;

/** Follows a path to the scalar at its end. An error names the keys of the level where the path fails, never a value. */
export const lookUpScalar = (document: ValueNode, path: ValuePath, subject: string): Outcome<ValueScalar> => {
  let node = document;
  for (const [index, step] of path.entries()) {
    const next = stepInto(node, step);
    if (next === undefined) return explainMiss(node, step, describePlace(path.slice(0, index), subject));
    node = next;
  }
  return scalarOf(node, describePlace(path, subject));
};

const stepInto = (node: ValueNode, step: string | number): ValueNode | undefined => {
  switch (node.kind) {
    case 'map':
      return node.entries.get(String(step));
    case 'list':
      return typeof step === 'number' ? node.items[step] : undefined;
    case 'scalar':
    case 'null':
    case 'unreadable':
      return undefined;
  }
};

const explainMiss = (node: ValueNode, step: string | number, level: string): Outcome<never> => {
  switch (node.kind) {
    case 'map': {
      const keys = [...node.entries.keys()];
      const close = suggest(String(step), keys);
      return miss(
        'path-not-found',
        `${level} has no key ${JSON.stringify(String(step))}; ${describeKeys(keys)}${describeOddLine(node.oddLine)}`,
        adviseOnKeys(String(step), keys, close),
      );
    }
    case 'list':
      return typeof step === 'number'
        ? miss('path-not-found', `${level} is a list of ${node.items.length}, without an item ${step}`)
        : miss(
            'path-not-found',
            `${level} is a list`,
            'write an index: a whole number from 0, without quotes',
          );
    case 'unreadable':
      return miss('invalid-document', `${level} ${node.why}`, node.hint);
    case 'scalar':
    case 'null':
      return miss('path-not-found', `the path continues after ${level}, which is a single value`);
  }
};

const scalarOf = (node: ValueNode, level: string): Outcome<ValueScalar> => {
  switch (node.kind) {
    case 'scalar':
      return succeed(node);
    case 'unreadable':
      return miss('invalid-document', `${level} ${node.why}`, node.hint);
    case 'null':
      return miss('not-a-string', `${level} is null`, 'a value is a string');
    case 'map':
      return miss(
        'not-a-string',
        `${level} is a map; ${describeKeys([...node.entries.keys()])}`,
        'extend `path` so that it ends at a single value',
      );
    case 'list':
      return miss('not-a-string', `${level} is a list`, 'extend `path` so that it ends at a single value');
  }
};

const adviseOnKeys = (step: string, keys: readonly string[], close: string | null): string | null => {
  if (keys.includes('<<')) return 'merge keys are not followed: write "<<" as a step of the path';
  return close === null ? null : askMeant(step, close, JSON.stringify(close));
};

const describeOddLine = (oddLine: string | undefined): string =>
  oddLine === undefined ? '' : `, and ${oddLine}`;

const describeKeys = (keys: readonly string[]): string => {
  if (keys.length === 0) return 'it is empty';
  const named = keys
    .slice(0, MOST_KEYS_NAMED)
    .map((key) => JSON.stringify(key))
    .join(', ');
  const more = keys.length - MOST_KEYS_NAMED;
  return `it has ${named}${more > 0 ? ` and ${more} more` : ''}`;
};

/** Names a place in a document, such as `stripe.key in the file secrets.yaml`. */
export const describePlace = (path: ValuePath, subject: string): string =>
  path.length === 0 ? subject : `${formatPath(path)} in ${subject}`;

const formatPath = (path: ValuePath): string =>
  path
    .map((step, index) => {
      if (typeof step === 'string' && /^[\w-]+$/.test(step)) return index === 0 ? step : `.${step}`;
      return `[${JSON.stringify(step)}]`;
    })
    .join('');

/** Collects every text in a document; a part that aliases repeat is visited once. */
export const collectTexts = (document: ValueNode): ReadonlySet<string> => {
  const texts = new Set<string>();
  const seen = new Set<ValueNode>();
  const open: ValueNode[] = [document];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'scalar') texts.add(node.text);
    if (node.kind === 'list') open.push(...node.items);
    if (node.kind === 'map') open.push(...node.entries.values());
  }
  return texts;
};
