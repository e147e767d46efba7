import { appendFileSync } from 'node:fs';

/**
 * Sets an output of the step. The delimiter is random, so that no text can end its own value and set another output.
 * Source: "Setting an output parameter" in GitHub's documentation. Does nothing where the runner has no file for it.
 */
export const setOutput = (
  file: string | undefined,
  name: string,
  value: string,
  newId: () => string,
): void => {
  if (file === undefined || file === '') return;
  const delimiter = `qoverride_${newId()}`;
  appendFileSync(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
};

/** Hides a secret in the log. Source: "Masking a value in a log" in GitHub's documentation. */
export const maskSecret = (secret: string): string =>
  secret
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    // A runner would hide every place where so few characters stand.
    .filter((line) => line.length >= SHORTEST_MASK)
    .map((line) => `::add-mask::${line.replaceAll('%', '%25')}\n`)
    .join('');

const SHORTEST_MASK = 4;
