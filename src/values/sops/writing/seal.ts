import { createCipheriv, randomBytes } from 'node:crypto';
import { armor, Encrypter } from 'age-encryption';
import { Failure } from '../../../model/failure.js';
import type { AgeRecipient } from '../metadata.js';

const IV_BYTES = 32;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Makes the data key of a new file. */
export const makeDataKey = (): Uint8Array => randomBytes(KEY_BYTES);

/** Encrypts text as `sops` does. The additional data ties it to its place in the file. Source: aes/cipher.go. */
export const sealText = (plaintext: string, key: Uint8Array, additionalData: string): string => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(additionalData));
  const data = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  const parts = [data, iv, cipher.getAuthTag()].map((bytes) => bytes.toString('base64'));
  return `ENC[AES256_GCM,data:${parts[0]},iv:${parts[1]},tag:${parts[2]},type:str]`;
};

/**
 * Checks recipients, and leaves out repeated ones.
 *
 * @throws Failure `no-recipient`, `bad-recipient`; what is no recipient is never quoted, because it may be an identity
 */
export const checkRecipients = (given: readonly string[]): readonly string[] => {
  const recipients = [...new Set(given.map((text) => text.trim()).filter((text) => text !== ''))];
  if (recipients.length === 0) {
    throw new Failure('no-recipient', 'a new SOPS file needs an age recipient', {
      hint: 'give --recipient age1…; age-keygen prints one as "public key"',
    });
  }
  for (const [index, recipient] of recipients.entries()) {
    if (isRecipient(recipient)) continue;
    throw new Failure('bad-recipient', `recipient ${index + 1} ${describeProblem(recipient)}`, {
      hint: 'give the public key that age-keygen prints: age1…',
    });
  }
  return recipients;
};

const isRecipient = (text: string): boolean => {
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
};

const describeProblem = (text: string): string => {
  if (text.toUpperCase().startsWith('AGE-')) {
    return 'is an identity, a private key: take it out of the command line and its history';
  }
  if (text.startsWith('ssh-')) return 'is an SSH key, for which only `sops` can encrypt';
  return 'is not an age recipient';
};

/** Encrypts a data key to each recipient by itself, as `sops` does: any one of them opens the file. */
export const sealDataKey = async (
  dataKey: Uint8Array,
  recipients: readonly string[],
): Promise<readonly AgeRecipient[]> =>
  Promise.all(
    recipients.map(async (recipient) => {
      const encrypter = new Encrypter();
      encrypter.addRecipient(recipient);
      return { recipient, encryptedKey: armor.encode(await encrypter.encrypt(dataKey)) };
    }),
  );
