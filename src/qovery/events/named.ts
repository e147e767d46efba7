import type { Drift, SecretEvent } from '../../model/outside-edit.js';
import { parseJson } from '../../text/json.js';

/** An override that an event may name. */
export type EventSubject = Pick<Drift, 'secretKey' | 'overrideId'>;

/**
 * Finds out which overrides the account of a change names, so that the account itself need not be kept. If its JSON has a property `key`,
 * it is about those keys only. Other JSON, and text that is not JSON, is searched for the key as a whole word and for the UUID of the
 * override.
 */
export const readNamed = (
  change: string,
  subjects: readonly EventSubject[],
): Pick<SecretEvent, 'overrideIds' | 'namesKey'> => {
  const { keys, words } = collectText(parseChange(change));
  const isNamed = ({ secretKey, overrideId }: EventSubject): boolean =>
    keys.length > 0
      ? keys.includes(secretKey)
      : words.some((text) => hasWord(text, secretKey) || hasWord(text, overrideId));
  return {
    overrideIds: subjects.filter(isNamed).map(({ overrideId }) => overrideId),
    namesKey: keys.length > 0,
  };
};

/** Parses JSON; other text is returned unchanged. */
const parseChange = (change: string): unknown => {
  const json = parseJson(change);
  return json === undefined ? change : json;
};

interface CollectedText {
  /** The texts of all properties with the name `key`. */
  readonly keys: readonly string[];
  /** All texts, including property names. */
  readonly words: readonly string[];
}

/** Walks without recursion, because foreign JSON can be nested arbitrarily deep. */
const collectText = (root: unknown): CollectedText => {
  const keys: string[] = [];
  const words: string[] = [];
  const open: unknown[] = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node === 'string') words.push(node);
    if (typeof node !== 'object' || node === null) continue;
    for (const [name, child] of Object.entries(node)) {
      if (!Array.isArray(node)) words.push(name);
      if (name === 'key' && typeof child === 'string') keys.push(child);
      open.push(child);
    }
  }
  return { keys, words };
};

const WORD_CHARACTER = /[\p{L}\p{N}_-]/u;

/** Whether text contains a word that is not part of a longer word. */
const hasWord = (text: string, word: string): boolean => {
  if (word === '') return false;
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + 1)) {
    const before = text[start - 1] ?? ' ';
    const after = text[start + word.length] ?? ' ';
    if (!WORD_CHARACTER.test(before) && !WORD_CHARACTER.test(after)) return true;
  }
  return false;
};
