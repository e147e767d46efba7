import { armor, Decrypter } from 'age-encryption';
import type { SopsIdentity } from './identities.js';
import type { AgeRecipient } from './metadata.js';

const KEY_BYTES = 32;

/** `age1…` and `age1pq1…`; other recipients need a plugin or an SSH key. */
const NATIVE_RECIPIENT = /^age1(?:pq1)?[ac-hj-np-z02-9]+$/;

/** Whether an age identity can stand for this recipient. */
export const isNative = ({ recipient }: AgeRecipient): boolean => NATIVE_RECIPIENT.test(recipient);

/**
 * Opens the data key of a file with the first recipient that an identity stands for; null where none does.
 * What `age-encryption` throws is dropped: it may quote keys.
 */
export const openDataKey = async (
  recipients: readonly AgeRecipient[],
  identities: readonly SopsIdentity[],
): Promise<Uint8Array | null> => {
  if (identities.length === 0) return null;
  const decrypter = new Decrypter();
  for (const { secret } of identities) decrypter.addIdentity(secret.reveal());
  for (const { encryptedKey } of recipients) {
    const key = await decryptKey(decrypter, encryptedKey);
    if (key?.length === KEY_BYTES) return key;
  }
  return null;
};

const decryptKey = async (decrypter: Decrypter, armored: string): Promise<Uint8Array | null> => {
  try {
    return await decrypter.decrypt(armor.decode(armored));
  } catch {
    return null;
  }
};
