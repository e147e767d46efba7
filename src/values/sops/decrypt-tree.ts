import { Failure } from '../../model/failure.js';
import { decodeText } from '../../text/decode.js';
import type { ClearText, ValueNode } from '../value-node.js';
import { isSealed, openSealed, type Opened, type SealedType } from './cipher.js';
import { startMac, type MacHash } from './mac.js';
import type { SopsMetadata } from './metadata.js';
import { spellOpenedFloat } from './numbers.js';
import { compileRule, type Due, type Selector } from './rule.js';
import {
  namePath,
  type SourceMap,
  type SourceNode,
  type SourcePath,
  type SourceScalar,
} from './source-node.js';

/** The decrypted content of a file; it must not be used before the MAC is verified. */
export interface DecryptedTree {
  readonly documents: readonly ValueNode[];
  /** The MAC computed over the decrypted content. */
  readonly mac: string;
}

/** Where the walk through a document is. */
interface Place {
  readonly path: SourcePath;
  /** The keys of the path, each followed by a colon: the additional data of the values here. */
  readonly additionalData: string;
  readonly due: Due;
}

interface Walk {
  readonly dataKey: Uint8Array;
  /** What the MAC says about plaintext. */
  readonly clear: ClearText;
  readonly selector: Selector;
  readonly mac: MacHash;
  /** Additional data → the keys that it was made from. */
  readonly claims: Map<string, string>;
}

/**
 * Decrypts every value of every document, in file order.
 * @throws Failure where a value is not authentic, or is plaintext although it should be encrypted
 */
export const decryptTree = (
  documents: readonly SourceMap[],
  metadata: SopsMetadata,
  dataKey: Uint8Array,
): DecryptedTree => {
  const walk: Walk = {
    dataKey,
    clear: clearTextOf(metadata),
    selector: compileRule(metadata.rule),
    mac: startMac(metadata.macOnlyEncrypted),
    claims: new Map(),
  };
  const root: Place = { path: [], additionalData: '', due: walk.selector.start };
  return { documents: documents.map((document) => readMap(walk, document, root)), mac: walk.mac.digest() };
};

/** Whether the MAC of a file covers its plaintext. */
export const clearTextOf = ({ macOnlyEncrypted }: SopsMetadata): ClearText =>
  macOnlyEncrypted ? 'uncovered' : 'covered';

const readNode = (walk: Walk, node: SourceNode, place: Place): ValueNode | 'comment' => {
  switch (node.kind) {
    case 'null':
      return { kind: 'null' };
    case 'map':
      return readMap(walk, node, place);
    case 'list':
      return {
        kind: 'list',
        items: node.items
          .map((item, index) => readNode(walk, item, { ...place, path: [...place.path, index] }))
          .filter((item) => item !== 'comment'),
      };
    case 'scalar':
      return readScalar(walk, node, place);
  }
};

const readMap = (walk: Walk, map: SourceMap, place: Place): ValueNode => {
  const entries = new Map<string, ValueNode>();
  for (const { key, value } of map.entries) {
    const below: Place = {
      path: [...place.path, key],
      additionalData: `${place.additionalData}${key}:`,
      due: walk.selector.step(place.due, key),
    };
    const node = readNode(walk, value, below);
    if (node === 'comment') throw notAuthentic(below);
    entries.set(key, node);
  }
  return { kind: 'map', entries };
};

const readScalar = (walk: Walk, scalar: SourceScalar, place: Place): ValueNode | 'comment' => {
  claimPlace(walk, place);
  const { text, hashed } = scalar;
  const isEncrypted = place.due === 'encrypted' || (place.due === 'as-written' && isSealed(text));
  if (!isEncrypted) {
    if (walk.clear === 'covered') walk.mac.add(hashed);
    return { kind: 'scalar', text, clear: walk.clear };
  }
  // Nothing is encrypted, and nothing goes into the MAC.
  if (text === '') return { kind: 'scalar', text, clear: walk.clear };
  if (!isSealed(text)) {
    throw new Failure('plaintext-leaf', `${namePath(place.path)} is plaintext, but SOPS would encrypt it`, {
      hint: '`sops` did not write it: restore the file from git, or encrypt it again.',
    });
  }
  const opened = openSealed(text, walk.dataKey, place.additionalData);
  if (opened === null) throw notAuthentic(place);
  // SOPS encrypts comments in lists as items. It leaves them out of its MAC, and turns them back into comments.
  if (opened.type === 'comment') return 'comment';
  walk.mac.add(opened.bytes);
  return { kind: 'scalar', text: readPlaintext(opened, place.path) };
};

/**
 * Additional data is ambiguous: `a:b` means the key `a:b`, and also `b` below `a`. In a file that has both, somebody could
 * swap the two values unnoticed.
 */
const claimPlace = (walk: Walk, { path, additionalData }: Place): void => {
  const keys = JSON.stringify(path.filter((step) => typeof step === 'string'));
  const claim = walk.claims.get(additionalData) ?? keys;
  if (claim !== keys) {
    throw new Failure('ambiguous-key', `${namePath(path)} cannot be distinguished from another value`, {
      hint: 'Rename one of the two keys: colons in keys make their paths ambiguous.',
    });
  }
  walk.claims.set(additionalData, keys);
};

const notAuthentic = ({ path }: Place): Failure =>
  new Failure('bad-ciphertext', `${namePath(path)} was altered: it is not authentic`, {
    hint: 'It was changed, moved or renamed without `sops`: restore the file from git, or encrypt it again.',
  });

/** How SOPS spells values of the types that are not just text. */
const SPELLINGS: Partial<Readonly<Record<SealedType, RegExp>>> = {
  int: /^-?\d+$/,
  float: /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|[+-]Inf|NaN)$/i,
  bool: /^(?:True|False)$/,
};

/**
 * Spells a decrypted value as text: booleans as `true` and `false`, infinite floats as `.inf`, everything else as SOPS
 * encrypted it, so that no number is rounded.
 * @throws Failure `bad-ciphertext`, `not-text`
 */
export const readPlaintext = ({ bytes, type }: Opened, path: SourcePath): string => {
  const text = decodeText(bytes);
  if (text === null) {
    throw new Failure('not-text', `${namePath(path)} is not UTF-8 text`, {
      hint: 'Qovery only accepts text: store the value as base64.',
    });
  }
  if (SPELLINGS[type]?.test(text) === false) {
    throw new Failure(
      'bad-ciphertext',
      `${namePath(path)} was altered: its content does not match its type`,
      {
        hint: 'Restore the file from git, or encrypt it again with `sops`.',
      },
    );
  }
  if (type === 'bool') return text.toLowerCase();
  return type === 'float' ? spellOpenedFloat(text) : text;
};
