import { Composer, type Document } from 'yaml';
import { readYamlTokens } from './tokens.js';

/** How scalars are read; a rule that is left out follows the `%YAML` directive of the document, by default YAML 1.2. */
export interface YamlRules {
  /** `core` recognizes numbers, booleans and null; `failsafe` leaves every scalar a text. */
  readonly schema?: 'core' | 'failsafe';
  /** Whether a tag such as `!!binary` gives its value another type. */
  readonly resolveKnownTags?: boolean;
}

/**
 * Makes a composer, the part of the library that turns tokens into documents. Every reader shares these rules: merge keys are
 * ordinary keys, nothing is printed, and duplicate keys are left to the reader, because the library compares each key with
 * all others, which takes quadratic time.
 */
export const createComposer = (rules: YamlRules): Composer =>
  new Composer({ ...rules, merge: false, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });

/**
 * Composes every YAML document of a text, at least one, in time linear in its length; null where it is nested too deeply.
 * Mistakes are in the `errors` of a document; their messages quote the text, and so must not be shown.
 */
export const composeDocuments = (text: string, rules: YamlRules): readonly Document.Parsed[] | null => {
  const composer = createComposer(rules);
  const documents: Document.Parsed[] = [];
  for (const token of readYamlTokens(text)) {
    if (token.type === 'too-deep') return null;
    for (const document of composer.next(token)) documents.push(document);
  }
  for (const document of composer.end(true, text.length)) documents.push(document);
  return documents;
};
