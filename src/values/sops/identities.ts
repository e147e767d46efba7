import { Decrypter } from 'age-encryption';
import { SecretValue } from '../../model/secret-value.js';

/** One age identity: `AGE-SECRET-KEY-1…`, or `AGE-SECRET-KEY-PQ-1…` for post-quantum recipients. */
export interface SopsIdentity {
  readonly secret: SecretValue;
}

/** A line that cannot be used. It is named and never quoted. */
export interface IdentityProblem {
  /** From 1. */
  readonly line: number;
  /** Such as `line 3 is not an age identity`. */
  readonly message: string;
  /** Whether the `sops` program can use it. */
  readonly needsProgram: boolean;
}

/** The content of a key file, or of the variable that replaces one. */
export interface AgeIdentities {
  readonly identities: readonly SopsIdentity[];
  readonly problems: readonly IdentityProblem[];
}

/**
 * Reads age identities, one or several per line; comments and blank lines are skipped. Lines that cannot be used are reported
 * only by number, because the errors of `age-encryption` contain the key.
 */
export const parseAgeIdentities = (text: string): AgeIdentities => {
  const identities: SopsIdentity[] = [];
  const problems: IdentityProblem[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const words = content.split(/\s+/);
    if (words.every(isIdentity)) {
      identities.push(...words.map((word) => ({ secret: new SecretValue(word) })));
    } else {
      problems.push({
        line: index + 1,
        message: `line ${index + 1} ${describeProblem(content)}`,
        needsProgram: words.every((word) => isIdentity(word) || isPluginIdentity(word)),
      });
    }
  }
  return { identities, problems };
};

const isIdentity = (word: string): boolean => {
  try {
    new Decrypter().addIdentity(word);
    return true;
  } catch {
    return false;
  }
};

/** Whether a key file is itself encrypted, so that only someone who knows its passphrase can use it. */
export const isLockedKeyFile = (text: string): boolean =>
  text.startsWith('age-encryption.org/') || text.startsWith('-----BEGIN AGE ENCRYPTED FILE-----');

const isPluginIdentity = (word: string): boolean => word.startsWith('AGE-PLUGIN-');

const describeProblem = (content: string): string => {
  if (isPluginIdentity(content)) return 'is an identity of an age plugin, which only `sops` can use';
  if (content.startsWith('age1')) return 'is a recipient, not an identity';
  return 'is not an age identity';
};
