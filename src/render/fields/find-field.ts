import type { Field } from './field.js';
import type { FoundField } from './explain-text.js';

/** What a path leads to: a field, or the name that is not there and those that are. */
export type FieldSearch =
  | ({ readonly kind: 'found' } & FoundField)
  | {
      readonly kind: 'unknown';
      readonly name: string;
      /** The path that has no such field; empty for the manifest. */
      readonly parent: string;
      readonly known: readonly string[];
    };

/** One entry of a list, as people call it: `override` is an entry of `overrides`. */
const ENTRIES: Readonly<Record<string, string>> = { override: 'overrides', source: 'sources' };

/** Finds a field by a path of names with dots between them, such as `override.valueFrom.sops`; an empty path is the manifest. */
export const findField = (manifest: Field, path: string): FieldSearch => {
  const names = path
    .replaceAll(/\[\d*\]/g, '')
    .split('.')
    .filter((name) => name !== '' && name !== 'manifest');
  let field = manifest;
  const walked: string[] = [];
  for (const name of names) {
    const next = walked.length === 0 ? (findEntry(manifest, name) ?? step(field, name)) : step(field, name);
    if (next === null) {
      const known = [
        ...field.fields.map((child) => child.name),
        ...(walked.length === 0 ? Object.keys(ENTRIES) : []),
      ];
      return { kind: 'unknown', name, parent: walked.join('.'), known };
    }
    field = next;
    walked.push(name);
  }
  return { kind: 'found', field, path: walked };
};

const findEntry = (manifest: Field, name: string): Field | null =>
  manifest.fields.find((field) => field.name === ENTRIES[name])?.entry ?? null;

/** Where entries are numbered or have names that the user chooses, a number or any name leads to one of them. */
const step = (field: Field, name: string): Field | null => {
  const child = field.fields.find((candidate) => candidate.name === name);
  if (child !== undefined) return child;
  const isEntry = field.holds === 'named' || (field.holds === 'entries' && /^\d+$/.test(name));
  return isEntry ? field.entry : null;
};
