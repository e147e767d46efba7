import { alternativesOf, formOf, loadSchema, type ManifestSchema, type SchemaPart } from './schema.js';

/**
 * What may stand under a property, as far as printing it is concerned: a scalar that is printed where it matches, something
 * that is never printed, or a list or map of such.
 */
export type Shape =
  | { readonly kind: 'visible'; readonly pattern: () => RegExp }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'list'; readonly item: Shape }
  /** A map whose keys are names that the manifest chooses. */
  | { readonly kind: 'named'; readonly item: Shape }
  | { readonly kind: 'map'; readonly properties: Readonly<Record<string, Shape>> };

/** Shows nothing. */
export const HIDDEN: Shape = { kind: 'hidden' };

/** A function, because compiling a pattern that knows all letters takes a while. */
export const namePattern = (): RegExp => /^[\p{L}\p{N}_](?:[\p{L}\p{N} ._@/-]{0,62}[\p{L}\p{N}_])?$/u;

/** Names of shared sources. */
export const SOURCE_PATTERN = /^[A-Za-z0-9_-]{1,40}$/;

/** The forms that a `$comment` of the schema can name: a text of another form, such as a misplaced secret, stays hidden. */
const FORMS: Readonly<Record<string, () => RegExp>> = {
  'a name': namePattern,
  'the name of a source': () => SOURCE_PATTERN,
  'a number': () => /^\d{1,6}$/,
  'true or false': () => /^(?:true|false)$/,
  'a duration': () => /^\d{1,6}(?:ms|s|m)$/,
  'a format': () => /^(?:text|json|yaml|dotenv|binary)$/,
};

/** What the schema says of a manifest's words. */
interface Words {
  /** Everything that is not in it is hidden. */
  readonly shape: Shape;
  /** The names of all properties, wherever they stand. */
  readonly properties: ReadonlySet<string>;
  /** The properties of `valueFrom` that each say where a value comes from. */
  readonly sources: readonly string[];
}

let derived: Words | undefined;

const deriveWords = (): Words => {
  if (derived !== undefined) return derived;
  const schema = loadSchema();
  const shape = deriveShape(schema.root, schema);
  const valueFrom = schema.root.$defs?.['valueFrom'] ?? {};
  derived = { shape, properties: new Set(collectProperties(shape)), sources: alternativesOf(valueFrom) };
  return derived;
};

const deriveShape = (unresolved: SchemaPart, schema: ManifestSchema): Shape => {
  const part = schema.resolve(unresolved);
  if (part.properties !== undefined) {
    const shapes = Object.entries(part.properties).map(
      ([name, property]) => [name, deriveShape(property, schema)] as const,
    );
    return { kind: 'map', properties: Object.fromEntries(shapes) };
  }
  if (typeof part.additionalProperties === 'object') {
    return { kind: 'named', item: deriveShape(part.additionalProperties, schema) };
  }
  if (part.items !== undefined) {
    const item = deriveShape(part.items, schema);
    return item.kind === 'hidden' ? HIDDEN : { kind: 'list', item };
  }
  const form = formOf(part);
  if (form === null) return HIDDEN;
  const pattern = FORMS[form];
  if (pattern === undefined) throw new TypeError(`the manifest schema shows a text as ${form}`);
  return { kind: 'visible', pattern };
};

const collectProperties = (shape: Shape): readonly string[] => {
  switch (shape.kind) {
    case 'visible':
    case 'hidden':
      return [];
    case 'list':
    case 'named':
      return collectProperties(shape.item);
    case 'map':
      return Object.keys(shape.properties).concat(Object.values(shape.properties).flatMap(collectProperties));
  }
};

/** The shape of a whole manifest document. */
export const manifestShape = (): Shape => deriveWords().shape;

/** Whether a word is one of the manifest's own property names, wherever it stands. */
export const isKnownWord = (word: string): boolean => deriveWords().properties.has(word);

/** The properties of `valueFrom` that each say where a value comes from, in the order of the schema. */
export const sourceProperties = (): readonly string[] => deriveWords().sources;
