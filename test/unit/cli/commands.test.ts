import { Command, Help } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands.js';

describe('the table of commands', () => {
  it.each(COMMANDS.filter(({ summary }) => summary !== null))(
    'says of $name what the command itself would',
    async ({ name, usage, load }) => {
      const command = new Command(name);
      const { define } = await load();
      define(command);
      expect(`${name} ${usage}`).toBe(new Help().subcommandTerm(command));
    },
  );

  it.each(COMMANDS)(
    'offers as --format of $name just the forms that know how to fail',
    async ({ name, load }) => {
      const command = new Command(name);
      const { define, forms } = await load();
      define(command);
      const format = command.options.find(({ long }) => long === '--format');
      expect(format?.argChoices ?? []).toEqual(Object.keys(forms));
    },
  );
});
