import type { SecretValue } from '../model/secret-value.js';

/** Masking shorter lines would make a log unreadable. In UTF-16 units. */
const SHORTEST = 4;

/**
 * Makes the workflow commands with which GitHub Actions hides a value in its logs, one for each line of it. They contain the
 * value, so print them only if the person who runs the tool asked for that.
 */
export const maskLines = (value: SecretValue): readonly string[] => {
  const lines = value.reveal().split(/\r\n|\n|\r/);
  const worth = lines.filter((line) => line.length >= SHORTEST && line.trim() !== '');
  return [...new Set(worth)].map((line) => `::add-mask::${line.replaceAll('%', '%25')}`);
};
