import { armor, Encrypter } from 'age-encryption';
import { Failure } from '../../../model/failure.js';
import type { AgeRecipient } from '../metadata.js';

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
