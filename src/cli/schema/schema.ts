import { Argument } from 'commander';
import { readPackageFile } from '../../files/package-file.js';
import { DONE, type CliCommand } from '../commands.js';

const SCHEMA_NAMES = ['manifest', 'plan', 'audit', 'sandbox-seed'] as const;

const HELP = `
Examples:
  $ qoverride schema > manifest.schema.json
  $ qoverride schema plan

In an editor, put this at the top of a manifest:
  # yaml-language-server: $schema=../node_modules/qoverride/schemas/manifest.schema.json`;

/** `qoverride schema`: prints a JSON schema. */
export const schemaCommand: CliCommand<object> = {
  forms: {},
  define: (command) => {
    command
      .addArgument(new Argument('[name]', 'which schema').choices(SCHEMA_NAMES).default('manifest'))
      .addHelpText('after', HELP);
  },
  run: ({ io, operands: [name = 'manifest'] }) => {
    io.stdout.write(readPackageFile(`schemas/${name}.schema.json`));
    return Promise.resolve(DONE);
  },
};
