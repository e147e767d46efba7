import type { Import, ImportedFile, ImportedVariable } from '../../model/import.js';
import { formatCount } from '../../text/words.js';
import { printable } from '../../text/escape.js';

const INDENT = ' '.repeat(2);

/** Renders the written files, the variables that the manifests need, and the next step. */
export const renderImportText = (made: Import, folder: string): string => {
  const { files, variables, declared } = made;
  return [
    files.length === 0 ? explainNothing(declared) : files.map(describeFile).join(''),
    ...(variables.length === 0
      ? []
      : [renderVariables(variables), `Next: qoverride plan ${printable(folder)}\n`]),
  ].join('\n');
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
