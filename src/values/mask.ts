import type { SecretValue } from '../model/secret-value.js';

/** Shorter lines would blank out half of a log. Unit: UTF-16. */
const SHORTEST = 4;

/**
 * The workflow commands that make GitHub Actions hide a value in its logs, one for each line of it. They hold the value:
 * print them only where the person who runs the tool asks for it.
 */
export const maskLines = (value: SecretValue): readonly string[] => {
  const lines = value.reveal().split(/\r\n|\n|\r/);
  const worth = lines.filter((line) => line.length >= SHORTEST && line.trim() !== '');
  return [...new Set(worth)].map((line) => `::add-mask::${line.replaceAll('%', '%25')}`);
};
