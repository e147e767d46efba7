import { askMeant } from '../text/words.js';
import type { Explanation } from '../model/explanation.js';
import { compareText } from '../model/location.js';
import type { RemoteSecret, SecretLink } from '../model/remote-secret.js';
import { isUuid, describePlace } from '../model/scope.js';
import { isHigher, kindOf, type ListingIndex } from './listing-index.js';

/** The secret that an override overrides, or why it was not found. */
export type ParentSearch =
  | {
      readonly kind: 'found';
      readonly key: string;
      readonly parent: SecretLink;
    }
  | (Explanation & {
      readonly kind: 'missing';
      /** The key, or the UUID as written if no entry has it. */
      readonly key: string;
      readonly code: 'no-parent' | 'ambiguous-parent';
    });

/** Suggests the key that a mistyped one most likely meant; null if there is none. */
export type SuggestKey = (key: string, index: ListingIndex) => string | null;

/** Finds the secret at a higher scope that a manifest names by its key or its UUID. */
export const findParent = (secret: string, index: ListingIndex, suggestKey: SuggestKey): ParentSearch =>
  isUuid(secret) ? findById(secret, index) : findByKey(secret, index, suggestKey);

const findByKey = (key: string, index: ListingIndex, suggestKey: SuggestKey): ParentSearch => {
  const candidates = index.parents.get(key) ?? [];
  const [parent, ...others] = candidates;
  if (parent === undefined) {
    const explanation = explainAbsence(key, index);
    const suggestion = explanation === null ? suggestKey(key, index) : null;
    return {
      kind: 'missing',
      key,
      code: 'no-parent',
      message:
        explanation ?? `no secret with the key "${key}" at a higher scope than ${describePlace(index.scope)}`,
      hint: suggestion === null ? null : askMeant(key, suggestion, `"${suggestion}"`),
    };
  }
  if (others.length === 0) return { kind: 'found', key, parent };
  const list = candidates.map(({ id, scope }) => `${id} (${scope})`).toSorted(compareText);
  return {
    kind: 'missing',
    key,
    code: 'ambiguous-parent',
    message: `${String(candidates.length)} secrets at higher scopes than ${describePlace(index.scope)} have the key "${key}"`,
    hint: `name one by its UUID: ${list.join(', ')}`,
  };
};

/** Explains why the entries with this key cannot be overridden; null if there are none. */
const explainAbsence = (key: string, index: ListingIndex): string | null => {
  const [higher] = index.higher.get(key) ?? [];
  if (higher !== undefined) {
    return `"${key}" cannot be overridden: at scope ${higher.scope} it is ${describeKind(higher)}`;
  }
  const [own] = index.own.get(key) ?? [];
  if (own === undefined) return null;
  const what = kindOf(own) === 'secret' ? 'a secret of its own' : describeKind(own);
  return `"${key}" exists only at ${describePlace(index.scope)} itself, as ${what}: no secret at a higher scope has that key`;
};

const findById = (id: string, index: ListingIndex): ParentSearch => {
  const named = index.byId.get(id.toLowerCase());
  if (named === undefined) return findHiddenById(id, index);
  const { key } = named;
  if (isHigher(named.scope, index.scope) && kindOf(named) === 'secret') {
    return { kind: 'found', key, parent: named };
  }
  const name = `the secret ${id} ("${key}", at scope ${named.scope})`;
  const place = describePlace(index.scope);
  return {
    kind: 'missing',
    key,
    code: 'no-parent',
    message: isHigher(named.scope, index.scope)
      ? `${name} cannot be overridden: it is ${describeKind(named)}`
      : `${name} is not at a higher scope than ${place}`,
    hint: hintAtTarget(named),
  };
};

/** Searches the parents that are known only from links. */
const findHiddenById = (id: string, index: ListingIndex): ParentSearch => {
  const parent = index.hidden.get(id.toLowerCase());
  if (parent !== undefined) return { kind: 'found', key: parent.key, parent };
  return {
    kind: 'missing',
    key: id,
    code: 'no-parent',
    message: `no secret with the UUID ${id} at a higher scope than ${describePlace(index.scope)}`,
    hint: null,
  };
};

const hintAtTarget = ({ overrides }: RemoteSecret): string | null =>
  overrides === null ? null : `name the secret that it overrides: ${overrides.id} (${overrides.scope})`;

const describeKind = (secret: RemoteSecret): string => {
  switch (kindOf(secret)) {
    case 'secret':
      return 'a secret';
    case 'override':
      return 'itself an override';
    case 'alias':
      return 'an alias';
    case 'unknown':
      return `of the type ${secret.type ?? ''}, which this version does not know`;
  }
};
