import { Command, Help } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands.js';
import type { Io } from '../../../src/cli/io.js';
import { createSession } from '../../../src/cli/output/session.js';

describe('the table of commands', () => {
  it.each(COMMANDS.filter(({ summary }) => summary !== null))(
    'says of $name what the command itself would',
    async ({ name, usage, load }) => {
      const command = new Command(name);
      const define = await load();
      define(command, {} as Io, createSession().session, () => Promise.resolve());
      expect(`${name} ${usage}`).toBe(new Help().subcommandTerm(command));
    },
  );
});
