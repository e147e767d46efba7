import type { Import, ImportedFile, ImportedVariable, StateImport } from '../../model/import.js';
import { formatCount } from '../../text/words.js';
import { printable } from '../../text/escape.js';
import { formatTime } from '../../text/time.js';

const INDENT = ' '.repeat(2);

/** Renders the written files, the variables that the manifests need, and the next step. */
export const renderImportText = (made: Import, folder: string): string => {
  const { files, variables, declared, state } = made;
  return [
    (state?.isWritten === true ? `Wrote ${printable(state.sopsFile)}: values, encrypted.\n` : '') +
      (files.length === 0 ? explainNothing(declared) : files.map(describeFile).join('')),
    ...(state === null ? [] : renderState(state)),
    ...(variables.length === 0 ? [] : [renderVariables(variables)]),
    ...(files.length === 0 ? [] : [`Next: qoverride plan ${printable(folder)}\n`]),
  ].join('\n');
};

/** Lists what came from a Terraform state, and where it differs from what is live; one text for each list that has something. */
export const renderState = ({ carried, onlyInState, onlyLive }: StateImport): readonly string[] => [
  ...renderList(
    'Values from the Terraform state, and when each live override was last written. A value may be older than that:',
    carried.map(({ name, address, ownTime }) => [name, address, formatTime(ownTime)]),
  ),
  ...renderList(
    'Only in the state:',
    onlyInState.map(({ resource, secretKey, reason }) => [resource, secretKey, REASONS[reason]]),
  ),
  ...renderList(
    'Only live, not in the state:',
    onlyLive.map((address) => [address]),
  ),
];

const REASONS = {
  'not-live': 'no such override is live',
  'not-read': 'its service or environment is gone, or was not read',
} as const;

const renderList = (title: string, rows: readonly (readonly string[])[]): readonly string[] => {
  if (rows.length === 0) return [];
  const shown = rows.map((row) => row.map((cell) => printable(cell)));
  const widths = (shown[0] ?? []).map((_, column) =>
    shown.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0),
  );
  const lines = shown.map((row) =>
    `${INDENT}${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  return [[title, ...lines, ''].join('\n')];
};

/** Lists the variables that must supply the values, because values cannot be read back. */
export const renderVariables = (variables: readonly ImportedVariable[]): string => {
  const width = Math.max(...variables.map(({ name }) => name.length));
  return [
    'Values cannot be read back. Set these variables, or point the manifests to where the values are stored:',
    ...variables.map(({ name, address }) => `${INDENT}${name.padEnd(width)}  ${printable(address)}`),
    '',
  ].join('\n');
};

/** Explains why an import found nothing to write. */
export const explainNothing = (declared: number): string =>
  declared === 0
    ? 'Nothing to import: there are no overrides that a manifest could declare.\n'
    : `Nothing to import: ${formatCount(declared, 'override')} ${declared === 1 ? 'is' : 'are'} already declared.\n`;

const describeFile = ({ file, isNew, added }: ImportedFile): string =>
  `Wrote ${printable(file ?? '')}: ${formatCount(added, 'override')}${isNew ? '' : ' added'}.\n`;
