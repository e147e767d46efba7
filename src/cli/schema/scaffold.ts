import { Argument, Option } from 'commander';
import type { Field } from '../../render/fields/field.js';
import { scaffoldEntry, scaffoldManifest } from '../../render/fields/scaffold-yaml.js';
import { DONE, type CliCommand } from '../commands.js';
import { readManifestFields } from './explain.js';

interface ScaffoldFlags {
  readonly source: string;
  readonly kind: string;
}

const HELP = `
What may be left out is commented out. An override goes below overrides: in a
manifest, with the same indentation as the entries there.

Examples:
  $ qoverride scaffold manifest > overrides/production.yaml
  $ qoverride scaffold override --kind container --source vault`;

/** `qoverride scaffold`: prints YAML with a comment for each field, to be filled in. */
export const scaffoldCommand: CliCommand<ScaffoldFlags> = {
  forms: {},
  define: (command) => {
    const entry = findEntry(readManifestFields());
    command
      .addArgument(new Argument('<what>', 'what to print').choices(['manifest', 'override']))
      .addOption(
        new Option('--source <source>', 'where the value comes from')
          .choices(alternatives(entry.fields.find(({ name }) => name === 'valueFrom')))
          .default('env'),
      )
      .addOption(
        new Option('--kind <kind>', 'what gets the override')
          .choices(alternatives(entry))
          .default('application'),
      )
      .addHelpText('after', HELP);
  },
  run: ({ io, flags, operands: [what] }) => {
    const manifest = readManifestFields();
    // A shared source must be there before an override can name it.
    const wanted = new Set([flags.kind, flags.source, ...(flags.source === 'source' ? ['sources'] : [])]);
    io.stdout.write(
      what === 'override' ? scaffoldEntry(findEntry(manifest), wanted) : scaffoldManifest(manifest, wanted),
    );
    return Promise.resolve(DONE);
  },
};

const findEntry = (manifest: Field): Field =>
  manifest.fields.find(({ name }) => name === 'overrides')?.entry ?? manifest;

/** The names of which exactly one must be there. */
const alternatives = (field: Field | undefined): readonly string[] => field?.choices[0] ?? [];
