import { Failure } from '../../model/failure.js';
import { renderField } from '../../render/fields/explain-text.js';
import { findField } from '../../render/fields/find-field.js';
import { readFields, type Field, type SchemaNode } from '../../render/fields/field.js';
import { createPaint } from '../../render/text/paint.js';
import { readPackageFile } from '../../files/package-file.js';
import { suggest } from '../../text/words.js';
import { DONE, type CliCommand } from '../commands.js';
import { wantsColor } from '../io.js';

interface ExplainFlags {
  readonly recursive?: boolean;
  readonly color: boolean;
}

const HELP = `
A field is named by its path. An entry of a list is named like one of it:
override is an entry of overrides, and source one of sources.

Examples:
  $ qoverride explain
  $ qoverride explain override.valueFrom.sops
  $ qoverride explain override --recursive`;

/** `qoverride explain`: says what a field of a manifest is, from the schema, offline. */
export const explainCommand: CliCommand<ExplainFlags> = {
  forms: {},
  define: (command) => {
    command
      .argument('[field]', 'path of a field, such as override.valueFrom (default: the whole manifest)')
      .option('--recursive', 'list the fields of all levels below')
      .option('--no-color', 'no colours (env: NO_COLOR)')
      .addHelpText('after', HELP);
  },
  run: ({ io, flags, operands: [path = ''] }) => {
    const search = findField(readManifestFields(), path);
    if (search.kind === 'unknown') throw explainUnknown(search);
    const paint = createPaint(wantsColor(io, io.stdout, flags.color));
    io.stdout.write(renderField(search, { paint, isDeep: flags.recursive === true }));
    return Promise.resolve(DONE);
  },
};

/** The fields of a manifest, from the schema of the package. */
export const readManifestFields = (): Field =>
  readFields(JSON.parse(readPackageFile('schemas/manifest.schema.json')) as SchemaNode);

const explainUnknown = ({
  name,
  parent,
  known,
}: {
  readonly name: string;
  readonly parent: string;
  readonly known: readonly string[];
}): Failure => {
  const where = parent === '' ? 'a manifest' : parent;
  const near = suggest(name, known);
  const list = known.length === 0 ? `${where} has no fields` : `${where} has: ${known.join(', ')}`;
  return new Failure('unknown-field', `${where} has no field ${JSON.stringify(name)}`, {
    hint: near === null ? list : `did you mean ${near}?`,
  });
};
