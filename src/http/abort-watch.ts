import { obtain } from '../model/obtain.js';

/** Calls `abort` once the signal aborts; returns what ends the watch. */
export type WatchAbort = (signal: AbortSignal, abort: () => void) => () => void;

/**
 * Makes the watch of a client. It listens once to each signal, however many requests are in flight: a listener for each request
 * costs a tenth of the request, and Node warns about many.
 */
export const createAbortWatch = (): WatchAbort => {
  const watched = new Map<AbortSignal, Set<() => void>>();
  return (signal, abort) => {
    const watching = obtain(watched, signal, () => startWatch(signal));
    watching.add(abort);
    return () => {
      watching.delete(abort);
    };
  };
};

const startWatch = (signal: AbortSignal): Set<() => void> => {
  const watching = new Set<() => void>();
  const abortAll = (): void => {
    for (const abort of watching) abort();
  };
  signal.addEventListener('abort', abortAll, { once: true });
  return watching;
};
