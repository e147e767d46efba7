import { Document, Scalar, visit } from 'yaml';
import { Failure } from '../../../model/failure.js';
import type { AgeRecipient } from '../metadata.js';

/** Formats of SOPS files that values can be added to. */
export type WritableFormat = 'yaml' | 'json' | 'dotenv';

/**
 * The format of a SOPS file by its name, as `sops` chooses it.
 *
 * @throws Failure `sops-format` for what `sops` would take for a file without keys, or for INI
 */
export const formatForWriting = (fileName: string): WritableFormat => {
  if (/\.ya?ml$/.test(fileName)) return 'yaml';
  if (fileName.endsWith('.json')) return 'json';
  if (fileName.endsWith('.env')) return 'dotenv';
  throw new Failure('sops-format', `the name ${fileName} does not say the format of the SOPS file`, {
    hint: 'name it .yaml, .json or .env',
  });
};

/** The version of SOPS whose file format this is. */
const VERSION = '3.11.0';

/** Stands for the time and the MAC until there is content to sign. */
const UNSET = 'unset';

/** Columns by which `sops` indents YAML. */
const INDENT = 4;

/** Composes an encrypted file without any value. Its time and its MAC must be set. */
export const composeEmpty = (format: WritableFormat, recipients: readonly AgeRecipient[]): string => {
  const age = recipients.map(({ recipient, encryptedKey }) => ({ recipient, enc: encryptedKey }));
  const rest = { lastmodified: UNSET, mac: UNSET, unencrypted_suffix: '_unencrypted', version: VERSION };
  switch (format) {
    case 'yaml':
      return composeYaml({ sops: { age, ...rest } });
    case 'json':
      return `${JSON.stringify({ sops: { age, ...rest } }, null, '\t')}\n`;
    case 'dotenv':
      return [
        ...age.flatMap(({ recipient, enc }, index) => [
          `age__list_${index}__map_recipient=${recipient}`,
          `age__list_${index}__map_enc=${enc.replaceAll('\n', String.raw`\n`)}`,
        ]),
        ...Object.entries(rest).map(([key, text]) => `${key}=${text}`),
      ]
        .map((line) => `sops_${line}\n`)
        .join('');
  }
};

const composeYaml = (content: object): string => {
  const document = new Document(content);
  visit(document, {
    Pair: (_, { key, value }) => {
      // A time without quotes is no text to every reader of YAML.
      if (key instanceof Scalar && key.value === 'lastmodified' && value instanceof Scalar) {
        value.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
  return document.toString({ lineWidth: 0, indent: INDENT });
};
