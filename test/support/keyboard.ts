import { PassThrough, Writable } from 'node:stream';
import type { Io } from '../../src/cli/io.js';

/** What is typed once a text has come up on the terminal. */
export type Reaction = readonly [seen: string, ...keys: readonly string[]];

/** Keys as a terminal sends them. */
export const KEYS = { enter: '\r', down: '\u001b[B', tab: '\t', ctrlC: '\u0003' } as const;

/** A terminal at which somebody waits for each text in turn and then types. */
export const makeTerminal = (reactions: readonly Reaction[]) => {
  const keyboard = new PassThrough();
  let screen = '';
  let from = 0;
  let next = 0;
  const stderr = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      screen += chunk.toString('utf8');
      const [seen, ...keys] = reactions[next] ?? [];
      const at = seen === undefined ? -1 : screen.indexOf(seen, from);
      if (seen !== undefined && at !== -1) {
        next += 1;
        from = at + seen.length;
        // A prompt listens only once it is drawn. One key after the other, as fingers do.
        for (const key of keys) setImmediate(() => keyboard.write(key));
      }
      done();
    },
  });
  const io: Partial<Io> = { keyboard: keyboard as unknown as NodeJS.ReadStream, stderr };
  return { io, screen: () => screen, answered: () => next };
};
