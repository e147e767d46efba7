import { stripVTControlCharacters } from 'node:util';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import type { Io } from '../../../../src/cli/io.js';
import { createDisplay, type Display } from '../../../../src/cli/output/display.js';

/** A progress display on a stream that is looked at, on a clock that is moved by hand. */
const progressOn = async (stream: object, env: Readonly<Record<string, string>> = {}) => {
  let now = 0;
  let written = '';
  const stderr = Object.assign(new PassThrough(), {
    cursorTo: () => true,
    moveCursor: () => true,
    clearLine: () => true,
    ...stream,
  });
  stderr.on('data', (chunk: Buffer) => {
    written += chunk.toString('utf8');
  });
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const progress: Display = await createDisplay({ env, stderr, clock } as unknown as Io);
  return {
    progress,
    stderr,
    written: () => written,
    move: (milliseconds: number) => {
      now += milliseconds;
    },
  };
};

const TERMINAL = { isTTY: true, columns: 80 };

describe('createDisplay', () => {
  it('moves a line on a terminal', async () => {
    expect((await progressOn(TERMINAL)).progress.isLive).toBe(true);
  });

  it.each([
    ['a pipe', {}, {}],
    ['a terminal without a width', { isTTY: true, columns: 0 }, {}],
    ['a dumb terminal', { isTTY: true, columns: 80 }, { TERM: 'dumb' }],
    ['continuous integration', { isTTY: true, columns: 80 }, { CI: 'true' }],
  ])('moves none on %s', async (_, stream, env) => {
    expect((await progressOn(stream, env)).progress.isLive).toBe(false);
  });
});

describe('a moving line', () => {
  it('is one row, however narrow the terminal is or becomes', async () => {
    vi.useFakeTimers();
    const { progress, stderr, written } = await progressOn({ isTTY: true, columns: 40 }, { NO_COLOR: '1' });
    const rowsOf = (text: string): readonly string[] => stripVTControlCharacters(text).split(/\n/);
    progress.say('Writing overrides: 120 of 400 done, 11/s, 634 requests left this hour');
    const wide = written().length;
    Object.assign(stderr, { columns: 20 });
    vi.advanceTimersByTime(100);
    progress.stop();
    vi.useRealTimers();
    const [first, second] = [written().slice(0, wide), written().slice(wide)].map(rowsOf);
    expect(first?.map((row) => row.trim())).toEqual([
      expect.stringMatching(/^\S {2}Writing overrides: 120 of 400 d.*…$/),
    ]);
    expect(first?.[0]?.length).toBeLessThan(40);
    expect(second?.[0]?.length).toBeLessThan(20);
    expect(written()).not.toContain('\u001b[36m');
  });

  it('counts down, and goes back to what it said', async () => {
    vi.useFakeTimers();
    const { progress, written, move } = await progressOn({ isTTY: true, columns: 80 });
    progress.say('Writing');
    progress.notify({ kind: 'waiting', milliseconds: 60_000, until: 60_000 });
    vi.advanceTimersByTime(100);
    move(50_000);
    vi.advanceTimersByTime(100);
    move(10_000);
    const before = written().length;
    vi.advanceTimersByTime(100);
    progress.stop();
    vi.useRealTimers();
    expect(written()).toContain('waiting 1m, until');
    expect(written()).toContain('waiting 10s, until');
    expect(written().slice(before)).toContain('Writing');
  });

  it('shows the cursor again at its end', async () => {
    const { progress, written } = await progressOn(TERMINAL);
    progress.say('Writing');
    progress.stop();
    expect(written().lastIndexOf('\u001b[?25h')).toBeGreaterThan(written().lastIndexOf('\u001b[?25l'));
  });
});

describe('plain lines', () => {
  it('come now and then, and without any control sequence', async () => {
    const { progress, written, move } = await progressOn({});
    for (let second = 0; second < 100; second += 1) {
      progress.say(() => `Writing ${String(second)}`);
      move(1000);
    }
    expect(written()).toBe('Writing 30\nWriting 60\nWriting 90\n');
  });

  it('announce a long wait at once', async () => {
    const { progress, written } = await progressOn({});
    progress.notify({ kind: 'waiting', milliseconds: 60_000, until: 3_600_000 });
    progress.notify({ kind: 'retrying', milliseconds: 60_000, message: 'lost' });
    expect(written()).toBe('The request limit is used up: waiting 1m, until 1970-01-01T01:00:00Z.\n');
  });
});
