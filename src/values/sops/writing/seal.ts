import { createCipheriv, randomBytes } from 'node:crypto';

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
