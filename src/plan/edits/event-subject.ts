import type { Drift, SecretEvent } from '../../model/outside-edit.js';
import { parseJson } from '../../text/json.js';

/** What an event's `change` says of whose secret it is: that of the drift, another one, or nothing that helps. */
export type EventSubject = 'this' | 'another' | 'unnamed';

/**
 * Tells whether an event is about a drifted override. What has a property `key` is about those keys alone; any other JSON, and text that is
 * not JSON, is searched for the key as a whole word, and for the UUID of the override.
 */
export const subjectOf = (
  { change }: Pick<SecretEvent, 'change'>,
  drift: Pick<Drift, 'secretKey' | 'overrideId'>,
): EventSubject => {
  const { keys, words } = collectText(parseChange(change));
  if (keys.length > 0) return keys.includes(drift.secretKey) ? 'this' : 'another';
  const isNamed = words.some((text) => hasWord(text, drift.secretKey) || hasWord(text, drift.overrideId));
  return isNamed ? 'this' : 'unnamed';
};

/** Text is taken as it is where it is not JSON. */
const parseChange = (change: string): unknown => {
  const json = parseJson(change);
  return json === undefined ? change : json;
};

interface CollectedText {
  /** The texts of all properties with the name `key`. */
  readonly keys: readonly string[];
  /** All texts, names of properties among them. */
  readonly words: readonly string[];
}

/** Walks without recursion: foreign JSON may be nested as deep as it likes. */
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

/** Whether text holds a word that is not part of a longer one. */
const hasWord = (text: string, word: string): boolean => {
  if (word === '') return false;
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + 1)) {
    const before = text[start - 1] ?? ' ';
    const after = text[start + word.length] ?? ' ';
    if (!WORD_CHARACTER.test(before) && !WORD_CHARACTER.test(after)) return true;
  }
  return false;
};
