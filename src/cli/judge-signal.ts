/** What a signal that asks the program to stop means. */
export type SignalMeaning = 'interrupt' | 'same-keystroke' | 'end-at-once';

/** Milliseconds. A package manager or a shell passes one Ctrl-C on as several signals: pnpm sends SIGTERM 1 ms after SIGINT. */
const ONE_KEYSTROKE = 1000;

/** Makes a function that judges each signal by the time of it, in milliseconds of a clock that only goes forward. */
export const createSignalJudge = (): ((now: number) => SignalMeaning) => {
  let first: number | null = null;
  return (now) => {
    if (first === null) {
      first = now;
      return 'interrupt';
    }
    return now - first < ONE_KEYSTROKE ? 'same-keystroke' : 'end-at-once';
  };
};
