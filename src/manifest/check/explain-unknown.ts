import type { ErrorObject } from 'ajv/dist/2020.js';
import { SERVICE_TYPES, scopeWord } from '../../model/scope.js';
import { isVisibleProperty, suggestProperty } from './known-names.js';
import type { Resolved } from './pointer.js';
import { makeError, type Problem } from '../problem.js';

/** Says which property is not known and which was most likely meant; a word that could be part of a secret is not shown. */
export const explainUnknown = (error: ErrorObject, at: Resolved): Problem => {
  const word = unknownWord(error);
  const allowed = allowedProperties(error);
  const entry = at.node.kind === 'map' ? at.node.entries.get(word) : undefined;
  return makeError(
    'unknown-property',
    entry?.key ?? at.node,
    isVisibleProperty(word, allowed)
      ? `${at.name} has no property "${word}"`
      : `${at.name} has a property that is not known`,
    hintFor(word, allowed),
  );
};

/** For each place with unknown properties, those that they were most likely meant to be: they are not missing as well. */
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

const SERVICE_WORDS = SERVICE_TYPES.map(scopeWord);
const ANY_SERVICE = `${SERVICE_WORDS.slice(0, -1).join(', ')} or ${SERVICE_WORDS.slice(-1).join('')}`;

/** Hints that no list of properties would give. */
const SPECIAL_HINTS: Readonly<Record<string, string>> = {
  service: `say which kind of service: ${ANY_SERVICE}`,
  services: `each entry of "overrides" names one service: ${ANY_SERVICE}`,
  database: `only these kinds of service can have overrides: ${SERVICE_WORDS.join(', ')}`,
};

const SOURCES = new Set(['env', 'file', 'sops', 'exec', 'vault', 'source']);

const hintFor = (word: string, allowed: readonly string[]): string => {
  const special = Object.hasOwn(SPECIAL_HINTS, word) ? SPECIAL_HINTS[word] : undefined;
  if (special !== undefined) return special;
  if (SOURCES.has(word) && allowed.includes('valueFrom')) return `put it inside valueFrom: { ${word}: … }`;
  const near = suggestProperty(word, allowed);
  return near === null ? `it may have ${allowed.join(', ')}` : `did you mean "${near}"?`;
};

const unknownWord = (error: ErrorObject): string =>
  String((error.params as { readonly additionalProperty?: unknown }).additionalProperty);

const allowedProperties = (error: ErrorObject): readonly string[] =>
  Object.keys((error.parentSchema as { readonly properties?: object } | undefined)?.properties ?? {});
