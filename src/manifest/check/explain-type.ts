import type { DocumentNode } from '../parse/nodes.js';
import type { Resolved } from './pointer.js';
import { makeError, type Problem } from '../problem.js';

/** Explains which type a value has, which one it should have, and how to write it; the value itself is not shown. */
export const explainType = (expected: unknown, at: Resolved): Problem => {
  const wanted = Array.isArray(expected) ? expected.map(String) : [String(expected)];
  return makeError(
    'wrong-type',
    at.node.kind === 'scalar' ? at.node : { start: at.node.start, end: at.node.start + 1 },
    `${at.name} must be ${wanted.map(describeType).join(' or ')}, not ${describeNode(at.node)}`,
    hintFor(wanted, at),
  );
};

const describeType = (type: string): string => {
  switch (type) {
    case 'string':
      return 'text';
    case 'integer':
      return 'a whole number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    default:
      return 'a map';
  }
};

const describeNode = (node: DocumentNode): string => {
  if (node.kind !== 'scalar') return node.kind === 'list' ? 'a list' : 'a map';
  if (node.value === null) return 'empty';
  if (typeof node.value === 'string') return 'text';
  return typeof node.value === 'boolean' ? 'true or false' : 'a number';
};

const hintFor = (wanted: readonly string[], { node, property }: Resolved): string | null => {
  if (node.kind !== 'scalar') return null;
  if (node.value === null) return hintForNull(property);
  if (typeof node.value === 'string') {
    if (wanted.includes('boolean')) return 'write true or false, without quotes';
    return wanted.includes('integer') ? 'write it as digits, without quotes' : null;
  }
  return wanted.includes('string') ? 'put it in quotes' : null;
};

const hintForNull = (property: string | null): string =>
  (property === null ? undefined : NULL_HINTS.get(property)) ?? 'give it a value, or remove it';

const NULL_HINTS: ReadonlyMap<string, string> = new Map([
  ['description', 'remove it to leave the description unchanged, or write "" to clear it'],
  ['value', 'use valueFrom; for an empty value, write "" and allowEmpty: true'],
  ['overrides', 'write [] for an empty list'],
]);
