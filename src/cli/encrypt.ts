import type { Writable } from 'node:stream';
import { isScalar, isSeq, stringify } from 'yaml';
import { readStream } from '../files/read-named.js';
import { Failure } from '../model/failure.js';
import { SecretValue } from '../model/secret-value.js';
import { encrypt, type EncryptResult } from '../run/encrypt.js';
import { decodeText } from '../text/decode.js';
import { printable } from '../text/escape.js';
import { formatCount } from '../text/words.js';
import { composeDocuments } from '../yaml/compose.js';
import { DONE, type CliCommand } from './commands.js';
import { createRecipientOption } from './flags/options.js';
import type { Io } from './io.js';

interface EncryptFlags {
  readonly sopsFile: string;
  readonly recipient: readonly string[];
  readonly replace?: boolean;
  readonly verbatim?: boolean;
  readonly allowSuspicious?: boolean;
}

const HELP = `
The value comes from standard input, or is asked for, hidden, on a terminal. One final newline is not
part of it. It is written only encrypted, with a data key that only the recipients can open.

A file that exists must be opened and verified first, with an age identity in SOPS_AGE_KEY,
SOPS_AGE_KEY_FILE or the user's sops/age/keys.txt. Its recipients and all other values stay.

Exit codes: 0 written, or the same value was there, 1 an error, with nothing written, 130 interrupted.

Examples:
  $ pass show stripe | qoverride encrypt --sops-file secrets/prod.enc.yaml --recipient age1… stripe.key
  $ qoverride encrypt --sops-file secrets/prod.enc.yaml --verbatim '[tls, tls.crt]' < tls.crt
  $ qoverride encrypt --sops-file secrets/prod.enc.yaml --replace DATABASE_URL`;

/** `qoverride encrypt`: adds one value to a SOPS file. */
export const encryptCommand: CliCommand<EncryptFlags> = {
  forms: {},
  define: (command) => {
    command
      .argument('<key-path>', "keys that lead to the value: stripe.key, or a list such as '[tls, tls.crt]'")
      .requiredOption('--sops-file <file>', 'SOPS file to make or add to: .yaml, .json or .env')
      .addOption(createRecipientOption())
      .option('--replace', 'replace a value that is there already')
      .option('--verbatim', 'keep a final newline of the value')
      .option('--allow-suspicious', 'accept a value that looks like what a broken pipeline leaves behind')
      .addHelpText('after', HELP);
  },
  run: async ({ io, flags, operands: [operand = ''] }) => {
    const path = parsePath(operand);
    const value = await readValue(io, flags.verbatim === true);
    const result = await encrypt({
      ...flags,
      recipients: flags.recipient,
      path,
      value,
      cwd: io.cwd,
      env: io.env,
      homeDir: io.homeDir,
      clock: io.clock,
      signal: io.interrupt,
    });
    io.stdout.write(describe(flags.sopsFile, path, result));
    return DONE;
  },
};

/** Keys between dots, or a list in brackets, for keys that have dots themselves. */
const parsePath = (operand: string): readonly string[] => {
  if (!operand.startsWith('[')) return operand.split('.');
  const [document] = composeDocuments(operand, { schema: 'failsafe' }) ?? [];
  const list = document?.errors.length === 0 ? document.contents : null;
  const keys = isSeq(list) ? list.items.map((item) => (isScalar(item) ? String(item.value) : '')) : [''];
  if (!keys.includes('')) return keys;
  throw new Failure('bad-path', 'the path is not a list of keys', {
    hint: "write it as in a manifest, such as '[tls, tls.crt]'",
  });
};

/** Most bytes of a value: what a SOPS file may have. */
const LARGEST_VALUE = 1024 * 1024;

const readValue = async (io: Io, verbatim: boolean): Promise<SecretValue> => {
  if (io.keyboard !== null) return askValue(io, io.keyboard);
  const read = await readStream(io.stdin, { limit: LARGEST_VALUE, signal: io.interrupt });
  if (read.kind === 'too-large') {
    throw new Failure('value-too-large', 'the value is larger than 1 MiB', {
      hint: 'Qovery takes no such value: all values of a service together have at most 1 MiB',
    });
  }
  if (read.kind !== 'read') {
    throw new Failure('stdin-unreadable', 'cannot read the value from standard input');
  }
  const text = decodeText(read.bytes);
  if (text === null) {
    throw new Failure('invalid-utf8', 'the value is not valid UTF-8', {
      hint: 'a value is text: encode binary content',
    });
  }
  return new SecretValue(verbatim ? text : text.replace(/\r?\n$/, ''));
};

const askValue = async (io: Io, keyboard: NodeJS.ReadStream): Promise<SecretValue> => {
  const { isCancel, password } = await import('@clack/prompts');
  const answer = await password({
    message: 'Value',
    input: keyboard,
    output: io.stderr as Writable,
    signal: io.interrupt,
  });
  if (isCancel(answer)) throw new Failure('interrupted', 'interrupted; nothing was written');
  return new SecretValue(answer);
};

const describe = (file: string, path: readonly string[], { outcome, recipients }: EncryptResult): string => {
  const shown = printable(file);
  const said = {
    created: `Made ${shown} for ${formatCount(recipients.length, 'recipient')}, with 1 value.`,
    added: `Added 1 value to ${shown}.`,
    replaced: `Replaced 1 value in ${shown}.`,
    unchanged: `${shown} has this value already; nothing was written.`,
  }[outcome];
  const reference = stringify({ sops: { file, path } }, { collectionStyle: 'flow', lineWidth: 0 });
  return `${said}\n\nIn a manifest, with the file relative to it:\n  valueFrom: ${printable(reference.trimEnd())}\n`;
};
