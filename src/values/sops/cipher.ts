import { createDecipheriv } from 'node:crypto';

const IV_BYTES = 32;
const TAG_BYTES = 16;
const START = 'ENC[AES256_GCM,';
const SEALED =
  /^ENC\[AES256_GCM,data:([A-Za-z0-9+/]+={0,2}),iv:([A-Za-z0-9+/]+={0,2}),tag:([A-Za-z0-9+/]+={0,2}),type:([a-z]+)\]$/;

/** The type that a value had before encryption, as SOPS notes it; it is not authenticated. Source: aes/cipher.go. */
const TYPES = ['str', 'int', 'float', 'bool', 'bytes', 'time', 'comment'] as const;
export type SealedType = (typeof TYPES)[number];

/** One decrypted and authenticated value. */
export interface Opened {
  readonly bytes: Uint8Array;
  readonly type: SealedType;
}

/** Whether text claims to be encrypted by SOPS. */
export const isSealed = (text: string): boolean => text.startsWith(START);

/**
 * Decrypts one `ENC[AES256_GCM,…]` text; null where it is malformed, or not authentic under this key and this additional
 * data. Stricter than SOPS: the form must cover the whole text, in canonical base64.
 */
export const openSealed = (text: string, key: Uint8Array, additionalData: string): Opened | null => {
  const match = SEALED.exec(text);
  if (match === null) return null;
  const [data, iv, tag] = match.slice(1, 4).map(decodeBase64);
  const type = TYPES.find((name) => name === match[4]);
  if (
    data === undefined ||
    data === null ||
    iv?.length !== IV_BYTES ||
    tag?.length !== TAG_BYTES ||
    type === undefined
  )
    return null;
  // Without `authTagLength`, Node accepts tags of 4 bytes, which can be guessed.
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(additionalData));
  decipher.setAuthTag(tag);
  try {
    return { bytes: Buffer.concat([decipher.update(data), decipher.final()]), type };
  } catch {
    return null;
  }
};

const decodeBase64 = (text: string): Buffer | null => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
};
