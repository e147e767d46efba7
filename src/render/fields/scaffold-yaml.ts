import { stringify } from 'yaml';
import { pickNeeded, type Field } from './field.js';

/** Names to write: of alternatives, where only one may be there, such as `vault` or `container`, else the first; and of optional fields. */
export type Wanted = ReadonlySet<string>;

/** What most manifests name, and what placeholders stand for. */
const TARGET = ['organization', 'project', 'environment'];

/** Writes a whole manifest with one override, with a comment for each field; what may be left out is commented out. */
export const scaffoldManifest = (manifest: Field, wanted: Wanted): string =>
  [`# ${manifest.description ?? ''}`, ...writeFields(manifest, new Set([...wanted, ...TARGET]))].join('\n') +
  '\n';

/** Writes one entry of `overrides` in the same way. */
export const scaffoldEntry = (entry: Field, wanted: Wanted): string =>
  [`# ${entry.description ?? ''}`, ...dash(writeFields(entry, wanted))].join('\n') + '\n';

const writeFields = (parent: Field, wanted: Wanted): readonly string[] => {
  const others = new Set(parent.choices.flat());
  const chosen = new Set(parent.choices.map((names) => names.find((name) => wanted.has(name)) ?? names[0]));
  const needed = new Set(pickNeeded(parent).map(({ name }) => name));
  return parent.fields.flatMap((field) => {
    if (chosen.has(field.name)) return writeField(field, wanted);
    if (others.has(field.name) || !field.needs.every((name) => chosen.has(name))) return [];
    return needed.has(field.name) || wanted.has(field.name)
      ? writeField(field, wanted)
      : comment(writeField(field, wanted));
  });
};

/** The field below a comment that says what it is; a map goes on in the same way. */
const writeField = (field: Field, wanted: Wanted): readonly string[] => [
  `# ${field.description ?? ''}`.trimEnd(),
  ...writeValue(field, wanted),
];

const writeValue = (field: Field, wanted: Wanted): readonly string[] => {
  switch (field.holds) {
    case 'fields':
      return [`${field.name}:`, ...indent(writeFields(field, wanted))];
    case 'entries':
      return [
        `${field.name}:`,
        ...indent(field.entry === null ? [] : dash(writeFields(field.entry, wanted))),
      ];
    case 'named':
    case 'nothing':
      return stringify({ [field.name]: field.example }, { lineWidth: 0 })
        .trimEnd()
        .split('\n');
  }
};

const indent = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/** Puts the dash of a list before the first line that is no comment; comments before it stand at its column. */
const dash = (lines: readonly string[]): readonly string[] => {
  const first = lines.findIndex((line) => !line.startsWith('#'));
  return lines.map((line, index) => {
    if (index === first) return `- ${line}`;
    return index < first ? line : `  ${line}`;
  });
};

/** A comment stays one, so that removing `# ` from the lines below it gives the field. */
const comment = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (/^\s*#/.test(line) ? line : `# ${line}`));
