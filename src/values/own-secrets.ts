import type { IdentitySet } from './age-identities.js';
import type { SecretValue } from '../model/secret-value.js';
import type { ValueProblem } from './outcome.js';

/** A longer secret of the run is also looked for inside a value. */
const SHORTEST_PART = 8;
const AGE_IDENTITY = /AGE-SECRET-KEY-/i;

/** Makes the check that no value is, or contains, a key, the token or an age identity of this run, wherever the value came from. The run may get further tokens while it lasts. */
export const createSecretCheck = (
  secrets: () => readonly SecretValue[],
  loadIdentities: () => Promise<IdentitySet>,
): ((text: string, subject: string) => Promise<ValueProblem | null>) => {
  return async (text, subject) => {
    const own = secrets().map((secret) => secret.reveal().trim());
    const found =
      own.some((secret) => secret !== '' && holds(text, secret)) ||
      // Identities are loaded only for a value that looks like one.
      (AGE_IDENTITY.test(text) && holdsIdentity(text, await loadIdentities()));
    if (!found) return null;
    return {
      code: 'value-is-credential',
      message: `${subject} is or contains a key or token of this run and cannot be a value`,
      hint: 'everybody who can read the service could read it: give the service a secret of its own',
      refused: true,
    };
  };
};

const holds = (text: string, secret: string): boolean =>
  text.trim() === secret || (secret.length >= SHORTEST_PART && text.includes(secret));

/** Upper or lower case makes no difference in an age identity. */
const holdsIdentity = (text: string, { identities }: IdentitySet): boolean => {
  const upper = text.toUpperCase();
  return identities.some(({ secret }) => upper.includes(secret.reveal().toUpperCase()));
};
