import type { Import, ImportedFile, ImportedVariable } from '../../model/import.js';
import { formatCount } from '../../text/words.js';
import { printable } from '../../text/escape.js';

const INDENT = ' '.repeat(2);

/** Says what was written where, which variables the manifests want, and what to do next. */
export const renderImportText = (made: Import, folder: string): string => {
  const { files, variables, declared } = made;
  return [
    files.length === 0 ? explainNothing(declared) : files.map(describeFile).join(''),
    ...(variables.length === 0
      ? []
      : [renderVariables(variables), `Next: qoverride plan ${printable(folder)}\n`]),
  ].join('\n');
};

/** Lists the variables that hold the values, which nobody can read back. */
export const renderVariables = (variables: readonly ImportedVariable[]): string => {
  const width = Math.max(...variables.map(({ name }) => name.length));
  return [
    'Values cannot be read back. Set these variables, or say in the manifests where the values are kept:',
    ...variables.map(({ name, address }) => `${INDENT}${name.padEnd(width)}  ${printable(address)}`),
    '',
  ].join('\n');
};

/** Why an import found nothing to write. */
export const explainNothing = (declared: number): string =>
  declared === 0
    ? 'Nothing to import: there are no overrides that a manifest could declare.\n'
    : `Nothing to import: ${formatCount(declared, 'override')} ${declared === 1 ? 'is' : 'are'} declared already.\n`;

const describeFile = ({ file, isNew, added }: ImportedFile): string =>
  `Wrote ${printable(file ?? '')}: ${formatCount(added, 'override')}${isNew ? '' : ' added'}.\n`;
