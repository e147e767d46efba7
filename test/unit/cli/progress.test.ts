import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../../src/cli/io.js';
import { createProgress } from '../../../src/cli/progress.js';

const progressOn = (stream: object, env: Readonly<Record<string, string>> = {}) =>
  createProgress({ env, stderr: Object.assign(new PassThrough(), stream) } as unknown as Io);

describe('createProgress', () => {
  it('moves a line on a terminal', () => {
    expect(progressOn({ isTTY: true, columns: 80 }).isLive).toBe(true);
  });

  it.each([
    ['a pipe', {}, {}],
    ['a terminal without a width', { isTTY: true, columns: 0 }, {}],
    ['a dumb terminal', { isTTY: true, columns: 80 }, { TERM: 'dumb' }],
    ['continuous integration', { isTTY: true, columns: 80 }, { CI: 'true' }],
  ])('moves none on %s', (_, stream, env) => {
    expect(progressOn(stream, env).isLive).toBe(false);
  });
});
