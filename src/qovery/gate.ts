import pLimit from 'p-limit';

/** Bounds the requests in flight, and adapts the bound to what the server can take. */
export interface Gate {
  /** Runs one attempt as soon as there is room, and holds the room only while it runs. */
  readonly run: <Result>(attempt: (ticket: Ticket) => Promise<Result>) => Promise<Result>;
  /** Tells how the attempt with that ticket went: whether the server answered that it is overloaded. */
  readonly report: (ticket: Ticket, overloaded: boolean) => void;
  /** How many requests may be in flight now. */
  readonly width: () => number;
}

/** Which cut of the bound an attempt was started after. */
export type Ticket = number;

/** The bound never falls below this, so that one request that hangs does not stop the rest. */
const FLOOR = 2;

/** How many of the latest answers are looked at. */
const WINDOW = 20;

/** Answers since the last cut before the next one can be judged. */
const EVIDENCE = 8;

/** Share of overloaded answers above which there are too many requests in flight; a few stray ones stay far below. */
const TOO_MANY = 0.25;

/** After a cut the bound grows fast up to this share of what was too much, and slowly from there. */
const FAST_UNTIL = 0.75;

/**
 * Makes the gate of one run, at full width. The width is halved when many of the latest answers say `overloaded`, at most once for a
 * round trip: an answer to an attempt that started before the last cut says nothing about the new width.
 * After a cut it grows by one an answer until near the old width, then by one a round.
 */
export const createGate = (parallelism: number): Gate => {
  const limit = pLimit(parallelism);
  const floor = Math.min(FLOOR, parallelism);
  let width = parallelism;
  let fastUntil = parallelism;
  let cuts = 0;
  let latest: readonly boolean[] = [];

  const cut = (): void => {
    fastUntil = Math.max(floor, width * FAST_UNTIL);
    width = Math.max(floor, width / 2);
    cuts += 1;
    latest = [];
  };
  const grow = (): void => {
    width = Math.min(parallelism, width + (width < fastUntil ? 1 : 1 / width));
  };

  return {
    run: (attempt) => limit(() => attempt(cuts)),
    report: (ticket, overloaded) => {
      if (ticket !== cuts) return;
      latest = [...latest.slice(1 - WINDOW), overloaded];
      const share = latest.filter(Boolean).length / latest.length;
      if (overloaded && latest.length >= EVIDENCE && share > TOO_MANY) cut();
      else if (!overloaded) grow();
      limit.concurrency = Math.floor(width);
    },
    width: () => Math.floor(width),
  };
};
