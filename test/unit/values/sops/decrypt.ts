import type { SopsFormat } from '../../../../src/model/value-reference.js';
import { decryptSops, type SopsIdentity, type SopsResult } from '../../../../src/values/sops/index.js';
import type { ValueNode } from '../../../../src/values/value-node.js';

/** What came of a file, without the marks of what is plaintext in it. */
type UnmarkedResult =
  | Exclude<SopsResult, { readonly kind: 'needs-binary' }>
  | { readonly kind: 'needs-binary'; readonly why: string };

/** Decrypts a file given as text, without the marks of what is plaintext in it. */
export const decryptText = async (
  text: string,
  identities: readonly SopsIdentity[],
  format: SopsFormat | null = 'yaml',
  fileName = 'secrets',
): Promise<UnmarkedResult> => {
  const result: SopsResult = await decryptSops({ bytes: Buffer.from(text), format, fileName, identities });
  switch (result.kind) {
    case 'decrypted':
      return { ...result, document: withoutMarks(result.document) };
    case 'needs-binary':
      return { kind: result.kind, why: result.why };
    case 'refused':
      return result;
  }
};

/** A document without the marks of what was plaintext. */
export const withoutMarks = (node: ValueNode): ValueNode => {
  switch (node.kind) {
    case 'null':
    case 'unreadable':
      return node;
    case 'scalar':
      return { kind: 'scalar', text: node.text };
    case 'list':
      return { kind: 'list', items: node.items.map(withoutMarks) };
    case 'map':
      return {
        kind: 'map',
        entries: new Map([...node.entries].map(([key, value]) => [key, withoutMarks(value)])),
      };
  }
};
