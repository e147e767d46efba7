import { Argument, type Command } from 'commander';
import type { Io } from './io.js';
import { readPackageFile } from '../text/package-file.js';

const SCHEMA_NAMES = ['manifest', 'plan', 'audit', 'sandbox-seed'] as const;
type SchemaName = (typeof SCHEMA_NAMES)[number];

/** `qoverride schema`: prints a JSON schema. */
export const defineSchema = (command: Command, io: Io): void => {
  command
    .addArgument(new Argument('[name]', 'which schema').choices(SCHEMA_NAMES).default('manifest'))
    .addHelpText(
      'after',
      `
Examples:
  $ qoverride schema > manifest.schema.json
  $ qoverride schema plan

In an editor, put this at the top of a manifest:
  # yaml-language-server: $schema=../node_modules/qoverride/schemas/manifest.schema.json`,
    )
    .action((name: SchemaName) => {
      io.stdout.write(readPackageFile(`schemas/${name}.schema.json`));
    });
};
