import type { Severity } from '../model/diagnostic.js';
import type { Explanation } from '../model/explanation.js';
import type { Span } from './parse/nodes.js';

/** Every code that reading manifests can report, and what it means. Scripts may rely on the codes; the texts are documentation. */
export const MANIFEST_CODES = {
  'alias-bomb': 'aliases expand to far more than was written',
  'bad-alias': 'an alias has no anchor before it',
  'bad-format': 'a text or number does not have the required form',
  'bad-key': 'a key is not plain text',
  'bad-merge': 'a merge key does not name maps',
  'bad-text': 'a text contains half a surrogate pair',
  'conflicting-properties': 'two properties exclude each other',
  'description-contains-marker': 'a description contains the start of a marker',
  'description-too-long': 'a description leaves no room for the marker',
  'duplicate-key': 'a map has the same key twice',
  'duplicate-override': 'two entries override the same secret at the same place',
  'empty-flag': 'a target flag is given without a name',
  'empty-manifest': 'a file contains no document',
  'encrypted-manifest': 'a whole manifest is encrypted with SOPS, and is skipped',
  'file-outside-root': 'a file that was found leads outside the folder that was searched and the root folder',
  'file-too-large': 'a file is too large for a manifest',
  'file-unreadable': 'a file or folder cannot be read',
  'invalid-utf8': 'a file is not UTF-8',
  'invalid-yaml': 'a file is not valid YAML',
  'misplaced-property': 'a property is not allowed with the others',
  'missing-property': 'a required property is missing',
  'needless-replaces': 'an entry says that it replaces another, but there is none',
  'no-manifests': 'a folder contains no manifest',
  'not-a-manifest': 'a file is a result of this program, such as a saved plan',
  'not-one-of': 'a value is not one of those allowed',
  'nul-character': 'a file contains a NUL character',
  'path-not-found': 'a path or glob matches nothing',
  'placeholder-collision': 'two names become one environment variable',
  'placeholder-unset': 'nothing gives the name that replaces a placeholder',
  'plaintext-value': 'a manifest contains a value in plaintext',
  'sops-file': 'a SOPS file was given as a manifest',
  'target-conflict': 'a flag contradicts a manifest',
  'too-deep': 'lists and maps are nested too deeply',
  'too-many-overrides': 'an entry stands for too many overrides',
  'unknown-placeholder': 'a placeholder has an unknown name',
  'unknown-property': 'a property is unknown',
  'unknown-source': 'a source is not declared',
  'unsafe-name': 'a name that replaces a placeholder cannot be part of a path',
  'unsupported-tag': 'a YAML tag has no meaning in a manifest',
  'unused-source': 'a source is declared but never used',
  'wrong-type': 'a value is of the wrong type',
} as const satisfies Readonly<Record<string, string>>;

/** One of the keys of `MANIFEST_CODES`. */
export type ManifestCode = keyof typeof MANIFEST_CODES;

/** A finding within one file; its line, column and frame are computed only after everything is read. */
export interface Problem extends Explanation {
  readonly severity: Severity;
  readonly code: ManifestCode;
  readonly span: Span;
  /** Another place in the same file that belongs to it. */
  readonly related: { readonly message: string; readonly span: Span } | null;
}

/** Makes a problem of severity `error`. */
export const makeError = (
  code: ManifestCode,
  span: Span,
  message: string,
  hint: string | null = null,
): Problem => ({ severity: 'error', code, message, hint, span, related: null });
