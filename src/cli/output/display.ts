import type { WaitEvent } from '../../qovery/client/api-request.js';
import { describeLimitWait } from '../../render/text/progress-text.js';
import type { Io } from '../io.js';
import type { Clock } from '../../model/clock.js';

/** What people see on standard error while a command works. */
export interface Display {
  /** Whether there is a moving line, so that routine lines need not stay. */
  readonly isLive: boolean;
  /**
   * Says what is going on now: on a terminal a moving line, drawn again with each frame where the text is a function; elsewhere a
   * line now and then, so that a long run shows signs of life without flooding a log.
   */
  readonly say: (text: string | (() => string)) => void;
  /** Prints a line that stays. */
  readonly log: (line: string) => void;
  /** Says why the client is waiting. */
  readonly notify: (event: WaitEvent) => void;
  /** Takes the moving line away, so that results can be printed. */
  readonly stop: () => void;
}

/** Milliseconds between two lines about the same work where there is no moving line. */
const LINE_INTERVAL = 30_000;

/**
 * Makes the display of one command: on a terminal a moving line under the lines that stay. A terminal without a width,
 * as `script` makes one where it has none itself, does not count: a line would take endlessly many rows of it.
 */
export const createDisplay = async (io: Io): Promise<Display> => {
  if (!canMove(io)) return createPlainLines(io);
  const { createMovingLine } = await import('./moving-line.js');
  return createMovingLine(io);
};

const canMove = ({ env, stderr }: Io): boolean =>
  stderr.isTTY === true && (stderr.columns ?? 0) > 0 && env['TERM'] !== 'dumb' && env['CI'] !== 'true';

const createPlainLines = ({ clock, stderr }: Io): Display => {
  let last: number | null = null;
  const log = (line: string): void => {
    stderr.write(`${line}\n`);
  };
  return {
    isLive: false,
    say: (text) => {
      const now = clock.now();
      last ??= now;
      if (now - last < LINE_INTERVAL) return;
      last = now;
      log(typeof text === 'string' ? text : text());
    },
    log,
    notify: (event) => {
      if (event.kind === 'waiting')
        log(`${describeLimitWait(event.until - event.milliseconds, event.until)}.`);
    },
    stop: () => {
      last = null;
    },
  };
};

/** Milliseconds over which a rate is measured: long enough to be steady, short enough to follow a slower server. */
const WINDOW = 10_000;

/** A rate over less time than this, in milliseconds, says nothing. */
const LEAST = 2000;

/** How often something happens. */
export interface Rate {
  readonly tick: () => void;
  /** Times a second, lately; null where it is too early to say. */
  readonly perSecond: () => number | null;
}

/** Starts to measure a rate by a clock. Ticks are only counted when somebody asks: there may be thousands a second. */
export const createRate = (clock: Clock): Rate => {
  const start = clock.now();
  let ticks: number[] = [];
  return {
    tick: () => {
      ticks.push(clock.now());
    },
    perSecond: () => {
      const now = clock.now();
      const elapsed = Math.min(WINDOW, now - start);
      ticks = ticks.filter((time) => time > now - WINDOW);
      return elapsed < LEAST ? null : (ticks.length * 1000) / elapsed;
    },
  };
};
