import type { Explanation } from '../../model/explanation.js';
import { Failure } from '../../model/failure.js';
import type { SopsFormat } from '../../model/value-reference.js';
import { decodeText } from '../../text/decode.js';
import type { ValueNode } from '../value-node.js';
import { clearTextOf, decryptTree } from './decrypt-tree.js';
import type { SopsIdentity } from './identities.js';
import { verifyMac } from './mac.js';
import type { ClearMarks } from './mark-clear.js';
import { readMetadata, type SopsMetadata, type AgeRecipient } from './metadata.js';
import { parseSource, type SopsSource } from './parse-source.js';
import { COSTLY_PATTERN } from './rule.js';
import type { SourceNode } from './source-node.js';
import { armor, Decrypter } from 'age-encryption';

export { parseAgeIdentities, type SopsIdentity } from './identities.js';

/** The outcome for one SOPS file. */
export type SopsResult =
  | { readonly kind: 'decrypted'; readonly document: ValueNode }
  | NeedsProgram
  /**
   * `message` is a clause that follows the name of the file. It and `hint` name key paths, but contain no plaintext,
   * ciphertext or key.
   */
  | (Explanation & { readonly kind: 'refused' });

/** Only the `sops` program can decrypt a file. */
export interface NeedsProgram {
  readonly kind: 'needs-binary';
  /** A clause such as `it has no age recipient (PGP)`. */
  readonly why: string;
  /** Says which values are plaintext; null if that is not known, though its MAC covers all. */
  readonly marks: ClearMarks | null;
  /** Whether an SSH key can decrypt it. */
  readonly takesSshKey: boolean;
}

/** What to decrypt, and with which keys. */
export interface SopsInput {
  /** The file as it is on disk. */
  readonly bytes: Uint8Array;
  /** Null: the extension of `fileName` decides, as with `sops`. */
  readonly format: SopsFormat | null;
  readonly fileName: string;
  readonly identities: readonly SopsIdentity[];
  /** What else of the user's only the `sops` program can decrypt with, such as `SOPS_AGE_KEY_CMD`. Default: nothing. */
  readonly forProgram?: readonly string[];
}

/**
 * Decrypts a SOPS file and verifies, by its MAC, that it is exactly what `sops` wrote. A YAML file gives its first document, a
 * binary one a single scalar. Never rejects because of the content of a file.
 */
export const decryptSops = async (input: SopsInput): Promise<SopsResult> => {
  try {
    return await openFile(input);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { kind: 'refused', code: error.code, message: error.message, hint: error.hint };
  }
};

const openFile = async (input: SopsInput): Promise<SopsResult> => {
  const { bytes, format, fileName, identities } = input;
  if (format === null && fileName.endsWith('.ini')) {
    return {
      kind: 'needs-binary',
      why: 'it is an INI file',
      marks: marksOfIni(bytes),
      takesSshKey: Buffer.from(bytes).includes('ssh-'),
    };
  }
  const actualFormat = format ?? formatOf(fileName);
  const text = decodeText(bytes);
  if (text === null) {
    throw new Failure('no-sops-metadata', 'it is not encrypted with SOPS: it is not UTF-8 text');
  }
  const source = parseSource(text, actualFormat);
  const metadata = readMetadata(source.metadata);
  const marks: ClearMarks = { source: rootOf(source, actualFormat), clear: clearTextOf(metadata) };
  const needsProgram = (reason: string): NeedsProgram => ({
    kind: 'needs-binary',
    why: reason,
    marks,
    takesSshKey: metadata.age.some(isSshKey),
  });
  const why = whyBinary(metadata);
  if (why !== null) return needsProgram(why);
  const dataKey = await openDataKey(metadata.age, identities);
  if (dataKey === null) {
    const others = [...metadata.otherKeys, ...nameOtherOpeners(metadata), ...(input.forProgram ?? [])];
    if (others.length === 0) throw noIdentity(identities.length);
    return needsProgram(`no available age identity can decrypt it (${others.join(', ')} may)`);
  }
  const tree = decryptUnlessCostly(source.documents, metadata, dataKey);
  if (tree === null) return needsProgram('its pattern for what is encrypted is too costly to evaluate');
  const { documents, mac } = tree;
  verifyMac(metadata, dataKey, mac);
  const document = documents[0] ?? { kind: 'null' };
  return { kind: 'decrypted', document: actualFormat === 'binary' ? takeData(document) : document };
};

/** Null if the pattern of the file needs more work than this tool accepts. */
const decryptUnlessCostly = (
  ...input: Parameters<typeof decryptTree>
): ReturnType<typeof decryptTree> | null => {
  try {
    return decryptTree(...input);
  } catch (error) {
    if (error instanceof Failure && error.code === COSTLY_PATTERN) return null;
    throw error;
  }
};

/** The part of the source that becomes the document. */
const rootOf = ({ documents }: SopsSource, format: SopsFormat): SourceNode | null => {
  const first = documents[0] ?? null;
  if (format !== 'binary' || first === null) return first;
  return first.entries.find(({ key }) => key === 'data')?.value ?? null;
};

/** INI is not parsed here. If its MAC may leave out plaintext, all of it counts as plaintext. */
const marksOfIni = (bytes: Uint8Array): ClearMarks | null =>
  Buffer.from(bytes).includes('mac_only_encrypted') ? { source: null, clear: 'uncovered' } : null;

/** Source: cmd/sops/formats/formats.go. */
const formatOf = (fileName: string): SopsFormat => {
  if (/\.ya?ml$/.test(fileName)) return 'yaml';
  if (fileName.endsWith('.json')) return 'json';
  return fileName.endsWith('.env') ? 'dotenv' : 'binary';
};

const whyBinary = (metadata: SopsMetadata): string | null => {
  const { age, otherKeys, keyGroups } = metadata;
  if (keyGroups > 1) return `its key is split between ${keyGroups} groups of keys (Shamir)`;
  if (age.some(isNative)) return null;
  if (age.length > 0) return `its age recipients need ${nameOtherOpeners(metadata).join(' or ')}`;
  if (otherKeys.length > 0) return `it has no age recipient (${otherKeys.join(', ')})`;
  throw new Failure('no-recipient', 'it names no key that can decrypt it');
};

/** What opens the age recipients that an age identity does not. */
const nameOtherOpeners = ({ age }: SopsMetadata): readonly string[] => {
  const others = age.filter((recipient) => !isNative(recipient));
  return [
    ...(others.some(isSshKey) ? ['an SSH key'] : []),
    ...(others.every(isSshKey) ? [] : ['an age plugin']),
  ];
};

const isSshKey = ({ recipient }: AgeRecipient): boolean => recipient.startsWith('ssh-');

const noIdentity = (count: number): Failure =>
  new Failure(
    'no-matching-identity',
    count === 0
      ? 'there is no age identity to decrypt it with'
      : `it is not encrypted to ${count === 1 ? 'the age identity' : `any of the ${count} age identities`} given`,
    { hint: 'Set SOPS_AGE_KEY to an identity, or SOPS_AGE_KEY_FILE to a file with identities.' },
  );

const takeData = (document: ValueNode): ValueNode => {
  const data = document.kind === 'map' ? document.entries.get('data') : undefined;
  if (data?.kind === 'scalar') return data;
  throw new Failure('no-data', 'it is not a binary file of SOPS: it has no `data`', {
    hint: 'Set `format` to yaml, json or dotenv.',
  });
};

const KEY_BYTES = 32;

/** `age1…` and `age1pq1…`; other recipients need a plugin or an SSH key. */
const NATIVE_RECIPIENT = /^age1(?:pq1)?[ac-hj-np-z02-9]+$/;

/** Whether this recipient can be opened with an age identity alone. */
export const isNative = ({ recipient }: AgeRecipient): boolean => NATIVE_RECIPIENT.test(recipient);

/**
 * Decrypts the data key of a file with the first recipient that an identity matches; null if none does.
 * Errors of `age-encryption` are dropped, because they may quote keys.
 */
export const openDataKey = async (
  recipients: readonly AgeRecipient[],
  identities: readonly SopsIdentity[],
): Promise<Uint8Array | null> => {
  if (identities.length === 0) return null;
  const decrypter = new Decrypter();
  for (const { secret } of identities) decrypter.addIdentity(secret.reveal());
  for (const { encryptedKey } of recipients) {
    const key = await decryptKey(decrypter, encryptedKey);
    if (key?.length === KEY_BYTES) return key;
  }
  return null;
};

const decryptKey = async (decrypter: Decrypter, armored: string): Promise<Uint8Array | null> => {
  try {
    return await decrypter.decrypt(armor.decode(armored));
  } catch {
    return null;
  }
};
