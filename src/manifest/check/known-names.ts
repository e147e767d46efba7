import { closestMatch } from 'leven';

/** A scalar that may be printed when it matches; anything else under the property is hidden. */
type Visible = { readonly kind: 'visible'; readonly pattern: () => RegExp };

/** What may stand under a property: a scalar of a visible form, something hidden, or a known map or list. */
export type Shape =
  | Visible
  | { readonly kind: 'hidden' }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'named'; readonly item: Shape }
  | { readonly kind: 'map'; readonly properties: Readonly<Record<string, Shape>> };

/** Made when it is needed: knowing all letters takes a while. */
const namePattern = (): RegExp => /^[\p{L}\p{N}_](?:[\p{L}\p{N} ._@/-]{0,62}[\p{L}\p{N}_])?$/u;
const SOURCE_PATTERN = /^[A-Za-z0-9_-]{1,40}$/;

const HIDDEN: Shape = { kind: 'hidden' };
const visible = (pattern: () => RegExp): Shape => ({ kind: 'visible', pattern });
const map = (properties: Readonly<Record<string, Shape>>): Shape => ({ kind: 'map', properties });
const NAME = visible(namePattern);
const NUMBER = visible(() => /^\d{1,6}$/);
const BOOLEAN = visible(() => /^(?:true|false)$/);
const DURATION = visible(() => /^\d{1,6}(?:ms|s|m)$/);
const FORMAT = visible(() => /^(?:text|json|yaml|dotenv|binary)$/);

const EXEC = map({ command: HIDDEN, format: FORMAT, path: HIDDEN, timeout: DURATION });
const SOPS = map({ file: HIDDEN, format: FORMAT, path: HIDDEN });
const VAULT = map({ mount: HIDDEN, path: HIDDEN, field: HIDDEN, version: NUMBER });
const VALUE_FROM = map({
  env: HIDDEN,
  file: map({ path: HIDDEN }),
  sops: SOPS,
  exec: EXEC,
  vault: VAULT,
  source: visible(() => SOURCE_PATTERN),
  path: HIDDEN,
});
const OVERRIDE = map({
  application: NAME,
  container: NAME,
  job: NAME,
  helm: NAME,
  terraform: NAME,
  scope: NAME,
  secret: NAME,
  valueFrom: VALUE_FROM,
  value: HIDDEN,
  description: HIDDEN,
  enableInterpolationInFile: BOOLEAN,
  optional: BOOLEAN,
  allowEmpty: BOOLEAN,
});

/** A manifest as far as printing it is concerned: what is not allowed here is never shown. */
export const MANIFEST_SHAPE: Shape = map({
  version: NUMBER,
  stack: NAME,
  organization: NAME,
  project: NAME,
  environment: NAME,
  sources: { kind: 'named', item: map({ exec: EXEC, sops: SOPS, vault: VAULT }) },
  overrides: { kind: 'list', item: OVERRIDE },
});

const collectWords = (shape: Shape): readonly string[] => {
  switch (shape.kind) {
    case 'visible':
    case 'hidden':
      return [];
    case 'list':
    case 'named':
      return collectWords(shape.item);
    case 'map':
      return Object.keys(shape.properties).concat(Object.values(shape.properties).flatMap(collectWords));
  }
};

const KNOWN_WORDS: ReadonlySet<string> = new Set(collectWords(MANIFEST_SHAPE));

/** Words that people bring along from other tools; printing them gives nothing away. */
const FAMILIAR_WORDS: Readonly<Record<string, string | null>> = {
  app: 'application',
  apps: 'application',
  chart: 'helm',
  cronjob: 'job',
  key: 'secret',
  name: 'secret',
  from: 'valueFrom',
  env: 'valueFrom',
  file: 'valueFrom',
  sops: 'valueFrom',
  exec: 'valueFrom',
  vault: 'valueFrom',
  source: 'valueFrom',
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
/** Two swapped letters are two edits; in a short word that would turn almost anything into anything. */
const MOST_EDITS = 2;
const SHORT = 5;

/** Whether a word is one of the manifest's own property names, wherever it stands. */
export const isKnownWord = (word: string): boolean => KNOWN_WORDS.has(word);

/** The property that was most likely meant by an unknown one, among those allowed at its place; null where none was. */
export const suggestProperty = (word: string, allowed: readonly string[]): string | null => {
  const familiar = Object.hasOwn(FAMILIAR_WORDS, word) ? FAMILIAR_WORDS[word] : undefined;
  if (familiar !== undefined && familiar !== null && allowed.includes(familiar)) return familiar;
  if (!TYPO.test(word)) return null;
  const lowered = word.toLowerCase();
  const same = allowed.find((candidate) => candidate.toLowerCase() === lowered);
  return same ?? closestMatch(word, allowed, { maxDistance: word.length < SHORT ? 1 : MOST_EDITS }) ?? null;
};

/**
 * Whether an unknown property may be printed. A line of a secret can end up as a key, so only words that are known,
 * familiar, or a slip away from an allowed one are.
 */
export const isVisibleProperty = (word: string, allowed: readonly string[]): boolean =>
  isKnownWord(word) || Object.hasOwn(FAMILIAR_WORDS, word) || suggestProperty(word, allowed) !== null;

/** Whether a key that names a shared source may be printed. */
export const isVisibleSourceName = (name: string): boolean => SOURCE_PATTERN.test(name);

/** A name of a service, a target or a secret as messages print it: in quotes, or left out where it has no plain form. */
export const quoteName = (name: string): string => (namePattern().test(name) ? `"${name}"` : '"…"');
