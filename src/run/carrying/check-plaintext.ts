import type { Explanation } from '../../model/explanation.js';
import type { SecretValue } from '../../model/secret-value.js';
import { findPoison } from '../../values/checks.js';

/**
 * Explains why a value must not go into a SOPS file: no manifest could take it from there, or it looks like what a broken pipeline leaves
 * behind. Null where it may. `subject` names it in the message.
 */
export const checkPlaintext = (
  value: SecretValue,
  subject: string,
  allowSuspicious: boolean,
): Explanation | null =>
  findPoison({
    text: value.reveal(),
    subject,
    source: 'read',
    allowEmpty: false,
    allowUnauthenticated: false,
    allowSuspicious,
    isStrict: false,
    clear: null,
    isInterpolated: false,
  });
