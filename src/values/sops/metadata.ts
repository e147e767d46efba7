import { Failure } from '../../model/failure.js';
import type { SourceMap, SourceNode } from './source-node.js';

/** Which values are encrypted. A key matches at any step of a value's path. */
export type EncryptionRule =
  | { readonly kind: 'suffix' | 'pattern'; readonly text: string; readonly selects: 'encrypted' | 'clear' }
  /** Comments before values decide: what is encrypted is taken from the file as it is, and proven by the MAC. */
  | { readonly kind: 'comment' };

/** The data key, encrypted to one age recipient. */
export interface AgeRecipient {
  readonly recipient: string;
  /** An armored age file. */
  readonly encryptedKey: string;
}

/** What a file says about its own encryption. The MAC proves only part of it. */
export interface SopsMetadata {
  readonly age: readonly AgeRecipient[];
  /** Names of the other kinds of key that can decrypt the file, such as `PGP`. */
  readonly otherKeys: readonly string[];
  /** Above 1, the data key is split between groups of keys. */
  readonly keyGroups: number;
  readonly rule: EncryptionRule;
  readonly macOnlyEncrypted: boolean;
  /** As spelled: the additional data of the MAC. */
  readonly lastModified: string;
  /** Encrypted. */
  readonly mac: string;
}

const OTHER_KEYS: Readonly<Record<string, string>> = {
  kms: 'AWS KMS',
  gcp_kms: 'GCP KMS',
  azure_kv: 'Azure Key Vault',
  hc_vault: 'HashiCorp Vault',
  hckms: 'Huawei Cloud KMS',
  pgp: 'PGP',
};

const RULES: Readonly<Record<string, (text: string) => EncryptionRule>> = {
  unencrypted_suffix: (text) => ({ kind: 'suffix', text, selects: 'clear' }),
  encrypted_suffix: (text) => ({ kind: 'suffix', text, selects: 'encrypted' }),
  unencrypted_regex: (text) => ({ kind: 'pattern', text, selects: 'clear' }),
  encrypted_regex: (text) => ({ kind: 'pattern', text, selects: 'encrypted' }),
  unencrypted_comment_regex: () => ({ kind: 'comment' }),
  encrypted_comment_regex: () => ({ kind: 'comment' }),
};

const DEFAULT_RULE: EncryptionRule = { kind: 'suffix', text: '_unencrypted', selects: 'clear' };

/**
 * Reads the `sops` block of a file. Source: stores/stores.go.
 * @throws Failure `bad-metadata`, `no-mac`, `unverifiable-rule`
 */
export const readMetadata = (block: SourceMap): SopsMetadata => {
  const groups = readKeyGroups(block);
  const rule = readRule(block);
  const macOnlyEncrypted = readFlag(block, 'mac_only_encrypted');
  if (macOnlyEncrypted && rule.kind === 'comment') {
    throw new Failure(
      'unverifiable-rule',
      'comments decide what is encrypted in it, and its MAC covers only that',
      { hint: 'Such a file cannot be verified: remove `mac_only_encrypted`, or select values by key.' },
    );
  }
  const mac = readText(block, 'mac');
  if (mac === '') {
    throw new Failure('no-mac', 'it has no MAC, so it may have been altered', {
      hint: 'Restore it from git, or encrypt it again with `sops`.',
    });
  }
  return {
    age: groups.flatMap((group) => readItems(group, 'age').map(readRecipient)),
    otherKeys: Object.keys(OTHER_KEYS).flatMap((key) =>
      groups.some((group) => readItems(group, key).length > 0) ? [OTHER_KEYS[key] ?? key] : [],
    ),
    keyGroups: groups.length,
    rule,
    macOnlyEncrypted,
    lastModified: readText(block, 'lastmodified'),
    mac,
  };
};

/** Keys at the top level form one group; SOPS then ignores `key_groups`. */
const readKeyGroups = (block: SourceMap): readonly SourceMap[] => {
  const hasOwnKeys = ['age', ...Object.keys(OTHER_KEYS)].some((key) => readItems(block, key).length > 0);
  return hasOwnKeys ? [block] : readItems(block, 'key_groups');
};

const readRule = (block: SourceMap): EncryptionRule => {
  const rules = Object.entries(RULES).flatMap(([key, toRule]) => {
    const text = readText(block, key);
    return text === '' ? [] : [toRule(text)];
  });
  if (rules.length > 1) throw bad('has more than one rule for what is encrypted');
  return rules[0] ?? DEFAULT_RULE;
};

const readRecipient = (entry: SourceMap): AgeRecipient => ({
  recipient: readText(entry, 'recipient'),
  encryptedKey: readText(entry, 'enc'),
});

const readFlag = (block: SourceMap, key: string): boolean => {
  const text = readText(block, key);
  if (text !== '' && text !== 'true' && text !== 'false') throw bad(`has a \`${key}\` that is not a boolean`);
  return text === 'true';
};

const readText = (block: SourceMap, key: string): string => {
  const node = find(block, key);
  if (node.kind === 'null') return '';
  if (node.kind !== 'scalar') throw bad(`has a \`${key}\` that is not text`);
  return node.text;
};

const readItems = (block: SourceMap, key: string): readonly SourceMap[] => {
  const node = find(block, key);
  if (node.kind === 'null') return [];
  if (node.kind !== 'list') throw bad(`has a \`${key}\` that is not a list`);
  return node.items.map((item) => {
    if (item.kind !== 'map') throw bad(`has a \`${key}\` that is not a list of maps`);
    return item;
  });
};

const find = (block: SourceMap, key: string): SourceNode =>
  block.entries.find((entry) => entry.key === key)?.value ?? { kind: 'null' };

const bad = (what: string): Failure => new Failure('bad-metadata', `its metadata ${what}`);
