import { execFileSync, spawn } from 'node:child_process';
import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNamedFile, readStream } from '../../../src/files/read-named.js';
import { readRegularFile, type FileRead } from '../../../src/files/read.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';

const show = (read: FileRead): string => {
  switch (read.kind) {
    case 'read':
      return read.bytes.toString('utf8');
    case 'unreadable':
      return read.code;
    case 'too-large':
    case 'not-regular':
      return read.kind;
  }
};

let folder: TestFolder;
const at = (name: string): string => join(folder.path, name);

beforeEach(() => {
  folder = makeFolder({ 'a.txt': 'text', 'empty.txt': '', 'large.txt': 'x'.repeat(200_000) });
  execFileSync('mkfifo', [at('pipe')]);
});
afterEach(() => {
  folder.remove();
});

describe('reading a regular file', () => {
  it.each([
    ['a.txt', 4, 'text'],
    ['empty.txt', 0, ''],
    ['large.txt', 200_000, 'x'.repeat(200_000)],
    ['a.txt', 3, 'too-large'],
    ['large.txt', 199_999, 'too-large'],
    ['missing.txt', 10, 'ENOENT'],
    ['pipe', 10, 'not-regular'],
    ['.', 10, 'not-regular'],
    ['/dev/zero', 10, 'not-regular'],
  ])('%s up to %i bytes', (name, limit, expected) => {
    expect(show(readRegularFile(name.startsWith('/') ? name : at(name), limit))).toBe(expected);
  });

  it('does not read what claims too much', () => {
    truncateSync(at('large.txt'), 10 * 1024 ** 4);
    expect(show(readRegularFile(at('large.txt'), 1000))).toBe('too-large');
  });

  it.skipIf(process.platform !== 'linux')('reads a file that claims to be empty, up to the limit', () => {
    expect(show(readRegularFile('/proc/self/status', 100_000))).toContain('VmPeak');
    expect(show(readRegularFile('/proc/self/status', 20))).toBe('too-large');
  });

  it('follows links, and says which one leads nowhere', () => {
    symlinkSync(at('a.txt'), at('link'));
    symlinkSync(at('loop'), at('loop'));
    expect(show(readRegularFile(at('link'), 4))).toBe('text');
    expect(show(readRegularFile(at('loop'), 4))).toBe('ELOOP');
  });
});

describe('reading a file that was named', () => {
  it.each([
    ['a.txt', 'text'],
    ['missing.txt', 'ENOENT'],
    ['/dev/zero', 'not-regular'],
    ['.', 'not-regular'],
  ])('%s', async (name, expected) => {
    const path = name.startsWith('/') ? name : at(name);
    expect(show(await readNamedFile(path, { limit: 4 }))).toBe(expected);
  });

  it('waits for the writer of a pipe, and for all that it writes', async () => {
    const reading = readNamedFile(at('pipe'), { limit: 200_003 });
    await setTimeout(50);
    spawn('sh', ['-c', `{ cat large.txt; sleep 0.1; echo hi; } > pipe`], { cwd: folder.path });
    expect(show(await reading)).toBe(`${'x'.repeat(200_000)}hi\n`);
  });

  it('ends where a pipe has more than the limit, although its writer never ends', async () => {
    const writer = spawn('sh', ['-c', 'exec cat /dev/zero > pipe'], { cwd: folder.path });
    expect(show(await readNamedFile(at('pipe'), { limit: 1_000_000 }))).toBe('too-large');
    await new Promise((done) => writer.once('exit', done));
  });

  it('is interrupted while nobody writes to a pipe', async () => {
    const abort = new AbortController();
    const reading = readNamedFile(at('pipe'), { limit: 10, signal: abort.signal });
    await setTimeout(50);
    abort.abort();
    await expect(reading).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('is interrupted before it begins', async () => {
    await expect(
      readNamedFile(at('a.txt'), { limit: 10, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'interrupted' });
  });
});

describe('reading a stream', () => {
  it('gives everything, up to the limit', async () => {
    const chunks = [Buffer.from('a'), Buffer.from('bc')];
    expect(show(await readStream(Readable.from(chunks), { limit: 3 }))).toBe('abc');
    expect(show(await readStream(Readable.from(chunks), { limit: 2 }))).toBe('too-large');
  });

  it('says why it failed', async () => {
    const stream = new Readable({
      read() {
        this.destroy(Object.assign(new Error('broken'), { code: 'EIO' }));
      },
    });
    expect(show(await readStream(stream, { limit: 3 }))).toBe('EIO');
  });

  it('ends, closed, when it is interrupted', async () => {
    const abort = new AbortController();
    const stream = new Readable({ read: () => undefined });
    const reading = readStream(stream, { limit: 3, signal: abort.signal });
    await setTimeout(10);
    abort.abort();
    await expect(reading).rejects.toMatchObject({ code: 'interrupted' });
    expect(stream.destroyed).toBe(true);
  });

  it('is interrupted where it waits in an iterator of somebody else', async () => {
    const abort = new AbortController();
    const never = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      await new Promise(() => undefined);
    };
    const reading = readStream(never(), { limit: 3, signal: abort.signal });
    await setTimeout(10);
    abort.abort();
    await expect(reading).rejects.toMatchObject({ code: 'interrupted' });
  });
});
