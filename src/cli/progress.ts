import ora from 'ora';
import { formatTime } from '../model/time.js';
import type { ClientEvent } from '../qovery/client-event.js';
import { printable } from '../render/escape.js';
import { wantsColor, type Io } from './io.js';

/** What people see on standard error while a command works. */
export interface Progress {
  /** Whether there is a moving line, so that routine lines need not stay. */
  readonly isLive: boolean;
  /** Says what is going on now: a moving line on a terminal, nothing elsewhere. */
  readonly say: (text: string) => void;
  /** Prints a line that stays. */
  readonly log: (line: string) => void;
  /** Says why the client is waiting. */
  readonly notify: (event: ClientEvent) => void;
  /** Takes the moving line away; nothing is printed after it but results. */
  readonly stop: () => void;
}

/**
 * Makes the progress display of one command; on a terminal a moving line under the lines that stay. A terminal without a width,
 * such as `script` makes where it has none itself, counts as none: a line would take endlessly many rows of it.
 */
export const createProgress = (io: Io): Progress => {
  const log = (line: string): void => {
    io.stderr.write(`${line}\n`);
  };
  if (!canMove(io)) {
    return {
      isLive: false,
      say: () => {},
      log,
      notify: (event) => {
        if (event.kind === 'waiting') log(describeEvent(event));
      },
      stop: () => {},
    };
  }
  const spinner = ora({
    stream: io.stderr,
    discardStdin: false,
    color: wantsColor(io, io.stderr, true) && 'cyan',
  });
  const say = (text: string): void => {
    spinner.text = text;
    if (!spinner.isSpinning) spinner.start();
  };
  return {
    isLive: true,
    say,
    log: (line) => {
      const wasSpinning = spinner.isSpinning;
      spinner.stop();
      log(line);
      if (wasSpinning) spinner.start();
    },
    notify: (event) => say(describeEvent(event)),
    stop: () => {
      spinner.stop();
    },
  };
};

const canMove = ({ env, stderr }: Io): boolean =>
  stderr.isTTY === true && (stderr.columns ?? 0) > 0 && env['TERM'] !== 'dumb' && env['CI'] !== 'true';

const describeEvent = (event: ClientEvent): string => {
  const seconds = `${String(Math.ceil(event.milliseconds / 1000))} s`;
  switch (event.kind) {
    case 'waiting':
      return `The request limit is used up: waiting ${seconds}, until ${formatTime(event.until)}.`;
    case 'retrying':
      return `${printable(event.message)}; trying again in ${seconds}`;
  }
};
