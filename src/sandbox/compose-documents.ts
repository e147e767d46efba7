import { Composer, type Document } from 'yaml';
import { readYamlTokens } from '../model/yaml-tokens.js';

/** Composes every YAML document of a text, at a cost that grows linearly with it; null where it is nested too deeply. */
export const composeDocuments = (text: string): readonly Document.Parsed[] | null => {
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  const documents: Document.Parsed[] = [];
  for (const token of readYamlTokens(text)) {
    if (token.type === 'too-deep') return null;
    documents.push(...composer.next(token));
  }
  documents.push(...composer.end(true, text.length));
  return documents;
};
