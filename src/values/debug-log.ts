import { redactLines } from './redact.js';

/** Holds what commands wrote to stderr until every value of the run is known, so that none of them shows in it. */
export interface DebugLog {
  readonly hold: (line: string) => void;
  /** Adds a text that must not show. */
  readonly hide: (text: string) => void;
  /** Passes on what was held, with all texts hidden. */
  readonly release: () => void;
}

/** Makes the log of one run. */
export const createDebugLog = (debug: (line: string) => void, secrets: readonly string[]): DebugLog => {
  const hidden = new Set(secrets);
  let held: string[] = [];
  return {
    hold: (line) => {
      held.push(line);
    },
    hide: (text) => {
      hidden.add(text);
    },
    release: () => {
      const lines = held.length === 0 ? [] : redactLines(held.join('\n'), hidden);
      held = [];
      for (const line of lines ?? [
        'what commands wrote to stderr is not shown: there are too many values to hide',
      ]) {
        debug(line);
      }
    },
  };
};
