import type { Reason } from '../model/plan.js';

const SENTENCES: Readonly<Record<Reason, string>> = {
  'no-service': 'what it names was not found',
  'no-parent': 'there is no one secret at a higher scope to override',
  'no-value': 'its value could not be resolved',
  'own-secret': 'a secret of its own already has that key there',
  'foreign-owner': 'another system owns the override',
  missing: 'no override exists yet',
  'other-stack': 'the override belongs to another stack',
  adopt: 'takes over an override that qoverride did not write; the value there is lost',
  'edited-outside': 'changed outside qoverride after our last write',
  'value-unknown': 'written without a key, or with one that is not at hand; the value may differ',
  'value-changed': 'the value differs from what was last written',
  rekey: 'nothing differs, but it was signed with an old key',
  'metadata-changed': 'the description or the interpolation differs',
  'in-sync': 'nothing differs',
  undeclared: 'written by this stack, and no longer declared',
};

/** Says a verdict's reason in words, with the word that scripts and `--skip` know it by. */
export const describeReason = (reason: Reason): string => `${SENTENCES[reason]} (${reason})`;
