import { Failure } from '../../model/failure.js';
import { textNode, type SourceEntry } from './source-node.js';

/**
 * Reads an encrypted dotenv file: `KEY=value` lines, `\n` in a value standing for a line break, and comments, which
 * are skipped, because nothing authenticates them. Errors name the line only.
 * Source: `LoadPlainFile` in stores/dotenv/store.go.
 * @throws Failure `invalid-dotenv`, `duplicate-key`
 */
export const parseDotenv = (text: string): readonly SourceEntry[] => {
  const keys = new Set<string>();
  return text.split('\n').flatMap((line, index) => {
    if (line === '' || line.startsWith('#')) return [];
    const end = line.indexOf('=');
    if (end === -1) throw invalid(`line ${index + 1} has no \`=\``, null);
    if (line.endsWith('\r'))
      throw invalid('it has Windows line endings', 'Check it out with LF line endings.');
    const key = line.slice(0, end);
    if (keys.has(key)) throw new Failure('duplicate-key', `${key} is there twice`);
    keys.add(key);
    return [{ key, value: textNode(line.slice(end + 1).replaceAll(String.raw`\n`, '\n')) }];
  });
};

const invalid = (why: string, hint: string | null): Failure =>
  new Failure('invalid-dotenv', `it is not a valid dotenv file: ${why}`, hint === null ? {} : { hint });
