import { Document, isScalar, Scalar, visit, type ToStringOptions } from 'yaml';
import type { DraftOverride, ManifestDraft } from '../../model/import.js';
import { scopeWord } from '../../model/scope.js';
import { isUnsafe, replaceUnsafe } from '../../text/escape.js';

/** Quotes what other YAML readers, still at version 1.1, take for something else than text: `no`, `on`, `0755`, `12:30`. */
const COMPATIBLE = { compat: 'yaml-1.1' } as const;

/** No line is folded: a description stays on one line, however long it is. */
const LAYOUT: ToStringOptions = {
  lineWidth: 0,
  singleQuote: true,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
};

/**
 * Writes drafts as the text of one manifest file: the `header` lines as comments, then a YAML document for each draft. The
 * same drafts give the same bytes, and reading the text gives exactly what the drafts say.
 */
export const composeManifest = (drafts: readonly ManifestDraft[], header: readonly string[] = []): string =>
  header.map((line) => `${`# ${line}`.trimEnd()}\n`).join('') + drafts.map(composeDocument).join('---\n');

/** Writes one draft as a YAML document. */
export const composeDocument = (draft: ManifestDraft): string => {
  const { stack, organization, project, environment, overrides } = draft;
  return print({
    version: 1,
    stack,
    ...(organization === null ? {} : { organization }),
    project,
    environment,
    overrides: overrides.map(toEntry),
  });
};

/** Writes overrides as entries of a block list, with `indent` before each line. */
export const composeEntries = (overrides: readonly DraftOverride[], indent: string): string =>
  print(overrides.map(toEntry)).replaceAll(/^(?=.)/gm, indent);

/** Turns an override into an entry of a manifest's list. */
export const toEntry = (draft: DraftOverride): Readonly<Record<string, unknown>> => ({
  ...(draft.service === null
    ? { scope: scopeWord(draft.scopeType) }
    : { [scopeWord(draft.scopeType)]: draft.service }),
  secret: draft.secret,
  valueFrom:
    draft.sopsFile === undefined ? { env: draft.env } : { sops: { file: draft.sopsFile, path: [draft.env] } },
  ...(draft.description === null ? {} : { description: draft.description }),
  ...(draft.enableInterpolationInFile === null
    ? {}
    : { enableInterpolationInFile: draft.enableInterpolationInFile }),
});

const print = (value: unknown): string => {
  const document = new Document(value, COMPATIBLE);
  visit(document, {
    Pair: (_, { key, value: node }) => {
      if (isScalar(key) && key.value === 'valueFrom') Object.assign(node as object, { flow: true });
    },
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && needsEscapes(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return replaceUnsafe(document.toString(LAYOUT), escapeInQuotes).replaceAll(COMMAND_MARK, '#\\x23');
};

/** CI systems take this for the start of a command, wherever it is in a line, and a manifest may be printed in a log. */
const COMMAND_MARK = '##';

const needsEscapes = (text: string): boolean => isUnsafe(text) || text.includes(COMMAND_MARK);

/** All text with such a character is in double quotes, where YAML has escapes; line feeds come only from the layout. */
const escapeInQuotes = (character: string): string => {
  if (character === '\n') return character;
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
};
