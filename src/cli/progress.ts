import type { ClientEvent } from '../qovery/client-event.js';
import { describeLimitWait } from '../render/progress-text.js';
import type { Io } from './io.js';

/** What people see on standard error while a command works. */
export interface Progress {
  /** Whether there is a moving line, so that routine lines need not stay. */
  readonly isLive: boolean;
  /**
   * Says what is going on now: a moving line on a terminal, made anew with each frame where the text is a function; elsewhere a
   * line now and then, so that a long run is seen to go on and a log is not flooded.
   */
  readonly say: (text: string | (() => string)) => void;
  /** Prints a line that stays. */
  readonly log: (line: string) => void;
  /** Says why the client is waiting. */
  readonly notify: (event: ClientEvent) => void;
  /** Takes the moving line away; nothing is printed after it but results. */
  readonly stop: () => void;
}

/** Milliseconds between two lines about the same work where there is no moving line. */
const LINE_INTERVAL = 30_000;

/**
 * Makes the progress display of one command; on a terminal a moving line under the lines that stay. A terminal without a width,
 * such as `script` makes where it has none itself, counts as none: a line would take endlessly many rows of it.
 */
export const createProgress = async (io: Io): Promise<Progress> => {
  if (!canMove(io)) return createPlainLines(io);
  const { createMovingLine } = await import('./moving-line.js');
  return createMovingLine(io);
};

const canMove = ({ env, stderr }: Io): boolean =>
  stderr.isTTY === true && (stderr.columns ?? 0) > 0 && env['TERM'] !== 'dumb' && env['CI'] !== 'true';

const createPlainLines = ({ clock, stderr }: Io): Progress => {
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
