import { stringify } from 'yaml';
import { joinWords } from '../../text/words.js';
import type { Paint } from '../text/paint.js';
import type { Field } from './field.js';

/** A field that somebody asked for, and the way to it. */
export interface FoundField {
  readonly field: Field;
  /** The names on the way, such as `['override', 'valueFrom', 'sops']`; the last is the field's own. */
  readonly path: readonly string[];
}

/** Explains a field and what is in it: type, meaning, default and an example. With `isDeep`, all levels below are listed. */
export const renderField = (
  { field, path }: FoundField,
  { paint, isDeep }: { readonly paint: Paint; readonly isDeep: boolean },
): string =>
  [
    `${paint.strong(path.join('.') || 'manifest')}  ${tag(field)}`,
    ...section('', [
      ...(field.description === null ? [] : [field.description]),
      ...(field.rule === null ? [] : [`It ${field.rule}.`]),
      ...(field.default === undefined ? [] : [`Default: ${JSON.stringify(field.default)}`]),
    ]),
    ...section(
      `${paint.strong('Fields')}${WHERE[field.holds]}`,
      field.fields.flatMap((child) => listField(child, isDeep)),
    ),
    ...section(
      '',
      field.choices.map((names) => `Exactly one of ${joinWords(names)} must be there.`),
    ),
    ...section(paint.strong('Example'), exampleLines(field)),
  ].join('\n') + '\n';

const WHERE: Readonly<Record<Field['holds'], string>> = {
  fields: '',
  entries: ' of each entry',
  named: ' under each name',
  nothing: '',
};

/** Lines below a heading, indented; nothing where there are none. */
const section = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0
    ? []
    : [
        '',
        ...(heading === '' ? [] : [`${heading}:`]),
        ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
      ];

const tag = ({ type, isRequired, needs }: Field): string =>
  [
    `<${type}>`,
    ...(isRequired ? ['required'] : []),
    ...(needs.length > 0 ? [`only with ${joinWords(needs)}`] : []),
  ].join('  ');

const listField = (field: Field, isDeep: boolean): readonly string[] => [
  `${field.name}  ${tag(field)}`,
  ...(field.description === null ? [] : [`    ${field.description}`]),
  ...(isDeep ? field.fields.flatMap((child) => listField(child, true)).map((line) => `  ${line}`) : []),
];

/** The field as it stands in a manifest, below its name. */
const exampleLines = (field: Field): readonly string[] => {
  const value = field.name === '' ? field.example : { [field.name]: field.example };
  return stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
};
