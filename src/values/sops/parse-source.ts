import { Failure } from '../../model/failure.js';
import type { SopsFormat } from '../../model/value-reference.js';
import { parseYaml } from './parse-yaml.js';
import {
  readPlainScalar,
  textNode,
  type SourceEntry,
  type SourceMap,
  type SourceNode,
} from './source-node.js';
import { unflatten } from './unflatten.js';

/** The parts of an encrypted file. */
export interface SopsSource {
  /** The encrypted data, one item per document; only YAML has several. */
  readonly documents: readonly SourceMap[];
  readonly metadata: SourceMap;
}

const METADATA_KEY = 'sops';
const METADATA_PREFIX = 'sops_';

/**
 * Splits an encrypted file into its data and the metadata of SOPS.
 * @throws Failure where the file is not valid in its format, or has no metadata
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

/** `JSON.parse` only validates: its objects would reorder keys, and its numbers would lose digits. */
const parseJson = (text: string): readonly SourceMap[] => {
  try {
    JSON.parse(text);
  } catch {
    throw new Failure('invalid-json', 'it is not valid JSON', {
      hint: 'If the file name does not show the format, set `format`.',
    });
  }
  return parseYaml(text, readJsonScalar);
};

/** To SOPS 3.11 and older, `-0` is a float in JSON, as it was before it was written. */
const readJsonScalar = (text: string): SourceNode => (text === '-0' ? textNode(text) : readPlainScalar(text));

/** Every document has a copy of the metadata; SOPS reads the first one. */
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
 * Reads an encrypted dotenv file of `KEY=value` lines, where `\n` in a value means a line break. Comments are skipped, because
 * they are not authenticated. Errors name only the line.
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
    if (keys.has(key)) throw new Failure('duplicate-key', `${key} appears twice`);
    keys.add(key);
    return [{ key, value: textNode(line.slice(end + 1).replaceAll(String.raw`\n`, '\n')) }];
  });
};

const invalid = (why: string, hint: string | null): Failure =>
  new Failure('invalid-dotenv', `it is not a valid dotenv file: ${why}`, { hint });
