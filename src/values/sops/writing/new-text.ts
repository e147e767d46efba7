import { Document, Scalar, visit } from 'yaml';
import type { AgeRecipient } from '../metadata.js';
import type { WritableFormat } from './formats.js';

/** The version of SOPS whose file format this is. */
const VERSION = '3.11.0';

/** Stands for the time and the MAC until there is content to sign. */
const UNSET = 'unset';

/** Columns by which `sops` indents YAML. */
const INDENT = 4;

/** Composes an encrypted file without any value. Its time and its MAC must be set. */
export const composeEmpty = (format: WritableFormat, recipients: readonly AgeRecipient[]): string => {
  const age = recipients.map(({ recipient, encryptedKey }) => ({ recipient, enc: `${encryptedKey}\n` }));
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
