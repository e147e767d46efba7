import type { ErrorObject } from 'ajv/dist/2020.js';
import { SERVICE_TYPES, scopeWord } from '../../model/scope.js';
import { joinWords } from '../../text/words.js';
import { isVisibleProperty, suggestProperty } from './names.js';
import { sourceProperties } from './shape.js';
import type { SchemaPart } from './schema.js';
import type { Resolved } from './pointer.js';
import { makeError, type Problem } from '../problem.js';

/** Reports an unknown property and suggests the one that was meant; a word that could be part of a secret is not shown. */
export const explainUnknown = (error: ErrorObject, at: Resolved): Problem => {
  const word = unknownWord(error);
  const allowed = allowedProperties(error);
  const entry = at.node.kind === 'map' ? at.node.entries.get(word) : undefined;
  return makeError(
    'unknown-property',
    entry?.key ?? at.node,
    isVisibleProperty(word, allowed)
      ? `${at.name} has no property "${word}"`
      : `${at.name} has an unknown property`,
    hintFor(word, allowed),
  );
};

/** By place, the properties that misspelt ones were meant to be, so that these are not reported as missing too. */
export const findMeantProperties = (
  errors: readonly ErrorObject[],
): ReadonlyMap<string, ReadonlySet<string>> => {
  const meant = new Map<string, Set<string>>();
  for (const error of errors) {
    if (error.keyword !== 'additionalProperties') continue;
    const property = suggestProperty(unknownWord(error), allowedProperties(error));
    if (property === null) continue;
    const properties = meant.get(error.instancePath);
    if (properties === undefined) meant.set(error.instancePath, new Set([property]));
    else properties.add(property);
  }
  return meant;
};

const SERVICES = joinWords(SERVICE_TYPES.map(scopeWord), 'or');

/** Hints that are better than a list of properties. */
const SPECIAL_HINTS: Readonly<Record<string, string>> = {
  service: `name the type of the service: ${SERVICES}`,
  services: `each entry of "overrides" names one service: ${SERVICES}`,
  database: `databases have no overrides; only these services do: ${SERVICES}`,
};

const hintFor = (word: string, allowed: readonly string[]): string => {
  const special = Object.hasOwn(SPECIAL_HINTS, word) ? SPECIAL_HINTS[word] : undefined;
  if (special !== undefined) return special;
  if (sourceProperties().includes(word) && allowed.includes('valueFrom'))
    return `put it inside valueFrom: { ${word}: … }`;
  const near = suggestProperty(word, allowed);
  return near === null ? `it may have ${allowed.join(', ')}` : `did you mean "${near}"?`;
};

const unknownWord = (error: ErrorObject): string =>
  String((error.params as { readonly additionalProperty?: unknown }).additionalProperty);

const allowedProperties = (error: ErrorObject): readonly string[] =>
  Object.keys((error.parentSchema as SchemaPart | undefined)?.properties ?? {});
