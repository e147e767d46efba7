import { Failure } from '../../../model/failure.js';
import type { SecretValue } from '../../../model/secret-value.js';
import { decodeText } from '../../../text/decode.js';
import { formatTime } from '../../../text/time.js';
import type { ValueNode } from '../../value-node.js';
import { decryptTree } from '../decrypt-tree.js';
import type { SopsIdentity } from '../identities.js';
import { openDataKey } from '../../sops/index.js';
import { verifyMac } from '../mac.js';
import { readMetadata, type SopsMetadata } from '../metadata.js';
import { parseSource } from '../parse-source.js';
import { compileRule } from '../rule.js';
import { namePath } from '../source-node.js';
import { editText } from './edit-text.js';
import { composeEmpty, type WritableFormat } from './new-text.js';
import { checkRecipients, makeDataKey, sealDataKey, sealText } from './seal.js';

/** An encrypted file that values can be added to. */
export interface OpenSopsFile {
  readonly format: WritableFormat;
  /** As it is, encrypted. */
  readonly text: string;
  readonly dataKey: Uint8Array;
  /** Decrypted and verified. */
  readonly content: ValueNode;
  /** Who can open it with an age key. */
  readonly recipients: readonly string[];
}

/** A value, and the keys of maps that lead to it. */
export interface PlacedValue {
  readonly path: readonly string[];
  readonly value: SecretValue;
}

/**
 * Makes an encrypted file without values, with a data key of its own.
 *
 * @throws Failure `no-recipient`, `bad-recipient`
 */
export const makeSopsFile = async (
  format: WritableFormat,
  recipients: readonly string[],
): Promise<OpenSopsFile> => {
  const checked = checkRecipients(recipients);
  const dataKey = makeDataKey();
  const text = composeEmpty(format, await sealDataKey(dataKey, checked));
  return { format, text, dataKey, content: { kind: 'map', entries: new Map() }, recipients: checked };
};

/**
 * Opens an encrypted file, and verifies that it is exactly what its writer left: values are added to nothing else.
 *
 * @throws Failure as `decryptSops` refuses files, `sops-needs-program`, `no-matching-identity`
 */
export const openSopsFile = async (
  bytes: Uint8Array,
  format: WritableFormat,
  identities: readonly SopsIdentity[],
): Promise<OpenSopsFile> => {
  const text = decodeText(bytes);
  if (text === null) throw new Failure('no-sops-metadata', 'it is not encrypted with SOPS');
  const source = parseSource(text, format);
  const metadata = readMetadata(source.metadata);
  const dataKey = await findDataKey(metadata, identities);
  const { mac, documents: contents } = decryptTree(source.documents, metadata, dataKey);
  verifyMac(metadata, dataKey, mac);
  return {
    format,
    text,
    dataKey,
    content: contents[0] ?? { kind: 'map', entries: new Map() },
    recipients: metadata.age.map(({ recipient }) => recipient),
  };
};

const findDataKey = async (
  { age, keyGroups }: SopsMetadata,
  identities: readonly SopsIdentity[],
): Promise<Uint8Array> => {
  if (keyGroups > 1) {
    throw new Failure('sops-needs-program', 'its key is split between groups of keys (Shamir)', {
      hint: 'add the value with `sops set`',
    });
  }
  const dataKey = await openDataKey(age, identities);
  if (dataKey !== null) return dataKey;
  throw new Failure(
    'no-matching-identity',
    identities.length === 0
      ? 'there is no age identity to open it with, and it must be verified before anything is added'
      : 'none of the age identities given opens it, and it must be verified before anything is added',
    { hint: 'set SOPS_AGE_KEY to an identity, or SOPS_AGE_KEY_FILE to a file with identities' },
  );
};

/**
 * Adds values, replaces those whose path is there, and gives the new text of the file. It keeps its data key, and so its
 * recipients; time and MAC are new. `now` is in milliseconds since 1970. What comes out was read back before it is returned.
 *
 * @throws Failure `bad-path`, `plaintext-path`, `several-documents`, `ambiguous-key`, `not-extendable`
 */
export const addToSopsFile = (
  { format, text, dataKey, content }: OpenSopsFile,
  values: readonly PlacedValue[],
  now: number,
): string => {
  const metadata = readMetadata(parseSource(text, format).metadata);
  requireEncrypted(metadata, values);
  const sealed = values.map(({ path, value }) => ({
    path,
    text: sealText(value.reveal(), dataKey, path.map((step) => `${step}:`).join('')),
  }));
  const filled = editText(text, format, sealed);
  const { mac, documents } = decryptTree(parseSource(filled, format).documents, metadata, dataKey);
  requireOnly(content, documents, values);
  const lastModified = formatTime(now);
  const signed = editText(filled, format, [
    { path: ['sops', 'lastmodified'], text: lastModified },
    { path: ['sops', 'mac'], text: sealText(mac, dataKey, lastModified) },
  ]);
  const back = parseSource(signed, format);
  verifyMac(readMetadata(back.metadata), dataKey, decryptTree(back.documents, metadata, dataKey).mac);
  return signed;
};

/** What a file's own rule would leave in plaintext must not be put there. */
const requireEncrypted = (metadata: SopsMetadata, values: readonly PlacedValue[]): void => {
  const { start, step } = compileRule(metadata.rule);
  for (const { path } of values) {
    if (path[0] === 'sops' || path[0]?.startsWith('sops_') === true) {
      throw new Failure('bad-path', `${namePath(path)} belongs to SOPS itself`, {
        hint: 'choose another path',
      });
    }
    if (path.reduce(step, start) === 'encrypted') continue;
    throw new Failure(
      'plaintext-path',
      `the rule of this file for what is encrypted leaves ${namePath(path)} in plaintext`,
      { hint: 'choose a path that its rule encrypts, or another file' },
    );
  }
};

/** The new content must be the old one with these values, and nothing else. */
const requireOnly = (
  before: ValueNode,
  documents: readonly ValueNode[],
  values: readonly PlacedValue[],
): void => {
  const wanted = new Map([
    ...flatten(before, []),
    ...values.map(({ path, value }) => [JSON.stringify(path), value.reveal()] as const),
  ]);
  const found = flatten(documents[0] ?? { kind: 'null' }, []);
  const isSame =
    documents.length === 1 &&
    found.length === wanted.size &&
    found.every(([path, leaf]) => wanted.get(path) === leaf);
  if (isSame) return;
  throw new Failure('not-extendable', 'it has a form that values cannot be added to', {
    hint: 'add them with `sops set`, or to another file',
  });
};

/** Every leaf with its path, in the order of the file; what is empty or null is one too. */
const flatten = (
  node: ValueNode,
  path: readonly (string | number)[],
): readonly (readonly [string, string])[] => {
  const here = JSON.stringify(path);
  switch (node.kind) {
    case 'scalar':
      return [[here, node.text]];
    case 'null':
    case 'unreadable':
      return [[here, node.kind]];
    case 'list':
      return node.items.length === 0
        ? [[here, '[]']]
        : node.items.flatMap((item, index) => flatten(item, [...path, index]));
    case 'map':
      return node.entries.size === 0 && path.length > 0
        ? [[here, '{}']]
        : [...node.entries].flatMap(([key, value]) => flatten(value, [...path, key]));
  }
};
