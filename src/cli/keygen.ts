import { resolve } from 'node:path';
import { createFile } from '../files/write.js';
import { Failure } from '../model/failure.js';
import { GENERATED_KEY_BYTES, generateKey } from '../plan/signing/generated-key.js';
import { DONE, type CliCommand } from './commands.js';
import type { Io } from './io.js';
import { withoutStandardOut } from './flags/flag-values.js';

/** Makes the text of a key file. */
export const makeKeyText = (io: Io): string => `${generateKey(io.randomBytes(GENERATED_KEY_BYTES))}\n`;

const HELP = `
Give the key to every run as QOVERRIDE_KEY, or as a file with --key-file. Keep it like
a password: whoever has it can make markers that verify. It decrypts nothing.

Examples:
  $ export QOVERRIDE_KEY="$(qoverride keygen)"
  $ qoverride keygen --out ~/.config/qoverride.key
  $ qoverride keygen | gh secret set QOVERRIDE_KEY`;

/** `qoverride keygen`: generates a fingerprint key. */
export const keygenCommand: CliCommand<{ readonly out?: string }> = {
  forms: {},
  define: (command) => {
    command
      .option('--out <file>', 'write the key to a new file (mode 600) instead of standard output')
      .addHelpText('after', HELP);
  },
  run: async ({ io, flags: given }) => {
    const flags = withoutStandardOut(given);
    const key = makeKeyText(io);
    if (flags.out === undefined) {
      io.stdout.write(key);
      return DONE;
    }
    await writeNewFile(resolve(io.cwd, flags.out), flags.out, key);
    io.stderr.write(`Wrote a new key to ${flags.out}. Use it with --key-file ${flags.out}\n`);
    return DONE;
  },
};

const writeNewFile = async (path: string, shown: string, text: string): Promise<void> => {
  try {
    await createFile(path, text, 0o600);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unwritable';
    throw new Failure('file-unwritable', `cannot write ${shown} (${reason})`, {
      hint:
        reason === 'EEXIST'
          ? 'a key in use must not be lost: name a new file, or delete the old one first'
          : 'name a file in a folder that exists and that you may write to',
    });
  }
};
