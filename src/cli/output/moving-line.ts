import cliTruncate from 'cli-truncate';
import ora from 'ora';
import type { WaitEvent } from '../../qovery/client/api-request.js';
import { describeLimitWait, describeRetry } from '../../render/text/progress-text.js';
import { wantsColor, type Io } from '../io.js';
import type { Display } from './display.js';

/** Columns for the sign before the moving line, and one that stays free: in a full row some terminals wrap. */
const MARGIN = 4;

/** Shows progress as a line that moves, under the lines that stay; only for a terminal with a width. */
export const createMovingLine = (io: Io): Display => {
  const { clock, stderr } = io;
  let current: string | (() => string) = '';
  /** Shown instead of what is going on, for as long as it is true. */
  let note: { readonly text: () => string; readonly until: number } | null = null;
  const describe = (): string => {
    if (note !== null && clock.now() < note.until) return note.text();
    return typeof current === 'string' ? current : current();
  };
  const spinner = ora({
    stream: stderr,
    discardStdin: false,
    // Already decided, from the environment that was handed in; the library would ask that of the process.
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
  event: WaitEvent,
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
