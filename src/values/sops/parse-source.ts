import { Failure } from '../../model/failure.js';
import type { SopsFormat } from '../../model/value-reference.js';
import { parseYaml } from './parse-yaml.js';
import { type SourceMap, textNode, type SourceEntry } from './source-node.js';
import { unflatten } from './unflatten.js';

/** An encrypted file, taken apart. */
export interface SopsSource {
  /** What is encrypted, document by document; one, except in YAML. */
  readonly documents: readonly SourceMap[];
  readonly metadata: SourceMap;
}

const METADATA_KEY = 'sops';
const METADATA_PREFIX = 'sops_';

/**
 * Takes an encrypted file apart into its data and the metadata of SOPS.
 * @throws Failure where the file does not have its format, or holds no metadata
 */
export const parseSource = (text: string, format: SopsFormat): SopsSource => {
  switch (format) {
    case 'yaml':
      return splitNested(parseYaml(text));
    case 'json':
    case 'binary':
      return splitNested(parseJson(text));
    case 'dotenv':
      return splitFlat(text);
  }
};

/** `JSON.parse` only says whether it is JSON: its objects would reorder keys, and its numbers lose digits. */
const parseJson = (text: string): readonly SourceMap[] => {
  try {
    JSON.parse(text);
  } catch {
    throw new Failure('invalid-json', 'it is not valid JSON', {
      hint: 'Where the file name does not tell the format, say it with `format`.',
    });
  }
  return parseYaml(text);
};

/** Every document carries a copy of the metadata; SOPS reads that of the first. */
const splitNested = (documents: readonly SourceMap[]): SopsSource => {
  const metadata = documents[0]?.entries.find(({ key }) => key === METADATA_KEY)?.value;
  if (metadata?.kind !== 'map') throw notEncrypted();
  return {
    documents: documents.map(({ entries }) => ({
      kind: 'map',
      entries: entries.filter(({ key }) => key !== METADATA_KEY),
    })),
    metadata,
  };
};

const splitFlat = (text: string): SopsSource => {
  const entries = parseDotenv(text);
  const metadata = entries.filter(({ key }) => isMetadata(key));
  if (metadata.length === 0) throw notEncrypted();
  return {
    documents: [{ kind: 'map', entries: entries.filter(({ key }) => !isMetadata(key)) }],
    metadata: unflatten(
      metadata.map(({ key, value }) => ({ key: key.slice(METADATA_PREFIX.length), value })),
    ),
  };
};

const isMetadata = (key: string): boolean => key.startsWith(METADATA_PREFIX);

const notEncrypted = (): Failure =>
  new Failure('no-sops-metadata', 'it is not encrypted with SOPS: it has no `sops` metadata', {
    hint: 'Encrypt it with `sops encrypt --in-place`, or use `file` for a file that is not secret.',
  });

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
  new Failure('invalid-dotenv', `it is not a valid dotenv file: ${why}`, { hint });
