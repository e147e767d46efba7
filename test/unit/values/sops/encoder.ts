import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { armor, Encrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { parseAgeIdentities, type SopsIdentity } from '../../../../src/values/sops/index.js';
import type { Plain } from './plain-tree.js';

/** A key pair, made anew in each run. */
export interface KeyPair {
  readonly secret: string;
  readonly identities: readonly SopsIdentity[];
  readonly recipient: string;
}

export const makeKeyPair = async (generate = generateIdentity): Promise<KeyPair> => {
  const secret = await generate();
  return {
    secret,
    identities: parseAgeIdentities(secret).identities,
    recipient: await identityToRecipient(secret),
  };
};

/** How a file is encrypted; all of it can be left out but the recipients. */
export interface EncoderOptions {
  readonly recipients: readonly string[];
  readonly format?: 'yaml' | 'json' | 'dotenv';
  /** Which paths are encrypted, and what the metadata says about that. */
  readonly isEncrypted?: (keys: readonly string[]) => boolean;
  readonly macOnlyEncrypted?: boolean;
  /** Added to the metadata, replacing what has the same name. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Opaque to the code under test, which must find the key through age. */
export const DATA_KEY = randomBytes(32);
const LAST_MODIFIED = '2026-02-03T04:05:06Z';

/** Encrypts one text as SOPS does. */
export const seal = (text: string, additionalData: string, type: string): string => {
  const iv = randomBytes(32);
  const cipher = createCipheriv('aes-256-gcm', DATA_KEY, iv, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(additionalData));
  const data = Buffer.concat([cipher.update(text), cipher.final()]).toString('base64');
  return `ENC[AES256_GCM,data:${data},iv:${iv.toString('base64')},tag:${cipher.getAuthTag().toString('base64')},type:${type}]`;
};

/** Writes documents as an encrypted file, with a MAC that is right. */
export const encodeSops = async (documents: readonly Plain[], options: EncoderOptions): Promise<string> => {
  const hash = createHash('sha512');
  if (options.macOnlyEncrypted === true) hash.update(createHash('sha256').update('sops').digest());
  const isEncrypted = options.isEncrypted ?? (() => true);

  const encrypt = (node: Plain, keys: readonly string[]): Plain => {
    switch (node.kind) {
      case 'null':
        return node;
      case 'list':
        return { kind: 'list', items: node.items.map((item) => encrypt(item, keys)) };
      case 'map':
        return {
          kind: 'map',
          entries: node.entries.map(([key, value]) => [key, encrypt(value, [...keys, key])]),
        };
      case 'comment':
        return { kind: 'value', type: 'str', text: seal(node.text, additionalDataOf(keys), 'comment') };
      case 'value': {
        const isSealed = isEncrypted(keys);
        if (isSealed || options.macOnlyEncrypted !== true) hash.update(node.text);
        if (!isSealed || node.text === '') return node;
        return { kind: 'value', type: 'str', text: seal(node.text, additionalDataOf(keys), node.type) };
      }
    }
  };
  const encrypted = documents.map((document) => encrypt(document, []));
  const metadata = {
    age: await Promise.all(
      options.recipients.map(async (recipient) => ({ recipient, enc: await sealDataKey(recipient) })),
    ),
    lastmodified: LAST_MODIFIED,
    mac: seal(hash.digest('hex').toUpperCase(), LAST_MODIFIED, 'str'),
    ...(options.macOnlyEncrypted === true ? { mac_only_encrypted: true } : {}),
    version: '3.13.3',
    ...options.metadata,
  };
  switch (options.format ?? 'yaml') {
    case 'yaml':
      return encrypted
        .map(
          (document) =>
            `${writeYaml(document, '').replace(/^\{\}$/, '')}\nsops: ${JSON.stringify(metadata)}\n`,
        )
        .join('---\n');
    case 'json':
      return writeJson(encrypted[0], metadata);
    case 'dotenv':
      return writeDotenv(encrypted[0], metadata);
  }
};

const additionalDataOf = (keys: readonly string[]): string => keys.map((key) => `${key}:`).join('');

const sealedDataKeys = new Map<string, Promise<string>>();

/** Remembered, so that properties do not spend their time on key agreement. */
const sealDataKey = (recipient: string): Promise<string> => {
  const known = sealedDataKeys.get(recipient);
  if (known !== undefined) return known;
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const sealed = encrypter.encrypt(DATA_KEY).then((file) => armor.encode(file));
  sealedDataKeys.set(recipient, sealed);
  return sealed;
};

const writeScalar = (node: Extract<Plain, { kind: 'value' | 'null' | 'comment' }>): string => {
  if (node.kind === 'null') return 'null';
  if (node.kind === 'comment' || node.type === 'str') return JSON.stringify(node.text);
  return node.text.toLowerCase();
};

const writeYaml = (node: Plain, indent: string): string => {
  const below = (child: Plain): string => {
    const isNested =
      (child.kind === 'map' && child.entries.length > 0) || (child.kind === 'list' && child.items.length > 0);
    return isNested ? `\n${writeYaml(child, `${indent}  `)}` : ` ${writeYaml(child, '')}`;
  };
  switch (node.kind) {
    case 'map':
      if (node.entries.length === 0) return '{}';
      return node.entries.map(([key, value]) => `${indent}${JSON.stringify(key)}:${below(value)}`).join('\n');
    case 'list':
      return node.items.length === 0 ? '[]' : node.items.map((item) => `${indent}-${below(item)}`).join('\n');
    case 'null':
    case 'comment':
    case 'value':
      return writeScalar(node);
  }
};

const writeJson = (document: Plain | undefined, metadata: object): string => {
  const write = (node: Plain): string => {
    switch (node.kind) {
      case 'map':
        return `{${node.entries.map(([key, value]) => `${JSON.stringify(key)}:\t${write(value)}`).join(',\n')}}`;
      case 'list':
        return `[${node.items.map(write).join(', ')}]`;
      case 'null':
      case 'comment':
      case 'value':
        return writeScalar(node);
    }
  };
  const entries =
    document?.kind === 'map'
      ? document.entries.map(([key, value]) => `${JSON.stringify(key)}: ${write(value)}`)
      : [];
  return `{${[...entries, `"sops": ${JSON.stringify(metadata)}`].join(',\n')}}\n`;
};

const writeDotenv = (document: Plain | undefined, metadata: object): string => {
  const lines =
    document?.kind === 'map'
      ? document.entries.map(([key, value]) => [key, value.kind === 'value' ? value.text : ''] as const)
      : [];
  return [...lines, ...flatten(metadata, 'sops_')]
    .map(([key, value]) => `${key}=${value.replaceAll('\n', String.raw`\n`)}\n`)
    .join('');
};

const flatten = (value: unknown, name: string): readonly (readonly [string, string])[] => {
  if (Array.isArray(value)) return value.flatMap((item, index) => flatten(item, `${name}__list_${index}`));
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  const separator = name === 'sops_' ? '' : '__map_';
  return Object.entries(value).flatMap(([key, item]) => flatten(item, `${name}${separator}${key}`));
};
