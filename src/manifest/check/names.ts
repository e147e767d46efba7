import { closestMatch } from 'leven';
import { isKnownWord, namePattern, SOURCE_PATTERN, sourceProperties } from './shape.js';

/** Words that people know from other tools, with the property they mean; printing them reveals nothing. */
const FAMILIAR_WORDS: Readonly<Record<string, string | null>> = {
  app: 'application',
  apps: 'application',
  chart: 'helm',
  cronjob: 'job',
  workflow: 'agenticWorkflow',
  agent: 'agenticWorkflow',
  key: 'secret',
  name: 'secret',
  from: 'valueFrom',
  comment: 'description',
  org: 'organization',
  secrets: 'overrides',
  apiVersion: 'version',
  interpolation: 'enableInterpolationInFile',
  service: null,
  services: null,
  database: null,
  kind: null,
  metadata: null,
  spec: null,
  data: null,
  type: null,
  include: null,
  anchors: null,
};

const TYPO = /^[A-Za-z_-]{2,30}$/;
/** Two swapped letters are two edits; with that many, almost any short word would match any other. */
const MOST_EDITS = 2;
const SHORT = 5;

/** The allowed property that an unknown one most likely stands for; null where none is close. */
export const suggestProperty = (word: string, allowed: readonly string[]): string | null => {
  const familiar = meaningOf(word);
  if (familiar !== null && allowed.includes(familiar)) return familiar;
  if (!TYPO.test(word)) return null;
  const lowered = word.toLowerCase();
  const same = allowed.find((candidate) => candidate.toLowerCase() === lowered);
  return same ?? closestMatch(word, allowed, { maxDistance: word.length < SHORT ? 1 : MOST_EDITS }) ?? null;
};

const meaningOf = (word: string): string | null => {
  if (Object.hasOwn(FAMILIAR_WORDS, word)) return FAMILIAR_WORDS[word] ?? null;
  return sourceProperties().includes(word) ? 'valueFrom' : null;
};

/**
 * Whether an unknown property may be printed. A line of a secret can end up as a key, so only known words, familiar words
 * and slight misspellings of an allowed word are.
 */
export const isVisibleProperty = (word: string, allowed: readonly string[]): boolean =>
  isKnownWord(word) || Object.hasOwn(FAMILIAR_WORDS, word) || suggestProperty(word, allowed) !== null;

/** Whether a key that names a shared source may be printed. */
export const isVisibleSourceName = (name: string): boolean => SOURCE_PATTERN.test(name);

/** Quotes the name of a service, a target or a secret for a message; a name of an unusual form becomes `…`. */
export const quoteName = (name: string): string => (namePattern().test(name) ? `"${name}"` : '"…"');
