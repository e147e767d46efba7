import cliTruncate from 'cli-truncate';
import ora from 'ora';
import type { ClientEvent } from '../qovery/client-event.js';
import { describeLimitWait, describeRetry } from '../render/progress-text.js';
import { wantsColor, type Io } from './io.js';

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

/** Columns for the sign before the moving line, and one that stays free: in a full row some terminals wrap. */
const MARGIN = 4;

/**
 * Makes the progress display of one command; on a terminal a moving line under the lines that stay. A terminal without a width,
 * such as `script` makes where it has none itself, counts as none: a line would take endlessly many rows of it.
 */
export const createProgress = (io: Io): Progress =>
  canMove(io) ? createMovingLine(io) : createPlainLines(io);

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

const createMovingLine = (io: Io): Progress => {
  const { clock, stderr } = io;
  let current: string | (() => string) = '';
  /** Stands in the place of what is going on for as long as it is true. */
  let note: { readonly text: () => string; readonly until: number } | null = null;
  const describe = (): string => {
    if (note !== null && clock.now() < note.until) return note.text();
    return typeof current === 'string' ? current : current();
  };
  const spinner = ora({
    stream: stderr,
    discardStdin: false,
    // Decided above, from the environment that was handed in; left out, the library asks the process's own.
    isEnabled: true,
    color: wantsColor(io, stderr, true) && 'cyan',
    suffixText: () => cliTruncate(describe(), Math.max(1, (stderr.columns ?? 80) - MARGIN)),
  });
  return {
    isLive: true,
    say: (text) => {
      current = text;
      if (!spinner.isSpinning) spinner.start();
    },
    log: (line) => {
      const wasSpinning = spinner.isSpinning;
      spinner.stop();
      stderr.write(`${line}\n`);
      if (wasSpinning) spinner.start();
    },
    notify: (event) => {
      note = noteOf(event, clock.now);
      if (!spinner.isSpinning) spinner.start();
    },
    stop: () => {
      note = null;
      spinner.stop();
    },
  };
};

const noteOf = (
  event: ClientEvent,
  now: () => number,
): { readonly text: () => string; readonly until: number } => {
  switch (event.kind) {
    case 'waiting':
      return { text: () => describeLimitWait(now(), event.until), until: event.until };
    case 'retrying': {
      const until = now() + event.milliseconds;
      return { text: () => describeRetry(event.message, until - now()), until };
    }
  }
};
