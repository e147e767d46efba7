import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDate, readRateLimit } from '../../../../src/qovery/client/budget.js';
import { createServerTime } from '../../../../src/qovery/client/server-time.js';

const LOCAL = Date.UTC(2026, 0, 15, 12);
const cut = (time: number): number => Math.floor(time / 1000) * 1000;

describe('createServerTime', () => {
  it('leaves a clock alone that answers do not contradict', () => {
    const time = createServerTime();
    time.observeDate(cut(LOCAL + 400), LOCAL, LOCAL + 700);
    expect(time.at(LOCAL)).toBe(LOCAL);
  });

  it('comes within a request and a second of any clock, and times markers by the clock that dates overrides', () => {
    const far = fc.integer({ min: -40_000_000, max: 40_000_000 });
    fc.assert(
      fc.property(
        far,
        far,
        fc.integer({ min: 0, max: 3000 }),
        fc.nat(999),
        (offset, skew, duration, fraction) => {
          const startedAt = LOCAL + fraction;
          const endedAt = startedAt + duration;
          const server = startedAt + offset + duration / 2;
          const time = createServerTime();
          time.observeDate(cut(server), startedAt, endedAt);
          expect(Math.abs(time.at(startedAt) - (startedAt + offset))).toBeLessThanOrEqual(duration + 1000);
          time.observeWrite(server + skew, startedAt, endedAt);
          const marker = time.markerTime(startedAt) * 1000;
          expect(Math.abs(marker - (startedAt + offset + skew))).toBeLessThanOrEqual(duration + 2000);
        },
      ),
    );
  });
});

describe('the time of markers', () => {
  const exchange = fc.record({
    isWrite: fc.boolean(),
    start: fc.nat(600_000),
    before: fc.nat(20_000),
    after: fc.nat(20_000),
  });

  it('is never ahead of the slowest of the clocks that answers have shown', () => {
    const far = fc.integer({ min: -40_000_000, max: 40_000_000 });
    fc.assert(
      fc.property(far, fc.array(exchange, { maxLength: 30 }), fc.nat(600_000), (offset, exchanges, at) => {
        const time = createServerTime();
        for (const { isWrite, start, before, after } of exchanges) {
          const startedAt = LOCAL + start;
          const server = startedAt + before + offset;
          const endedAt = startedAt + before + after;
          if (isWrite) time.observeWrite(server, startedAt, endedAt);
          else time.observeDate(cut(server), startedAt, endedAt);
        }
        expect(time.isKnown()).toBe(exchanges.length > 0);
        expect(time.markerTime(LOCAL + at) * 1000).toBeLessThanOrEqual(LOCAL + at + offset);
      }),
    );
  });

  it('goes by the slower of two clocks, until only the faster one is left', () => {
    const time = createServerTime();
    const observe = (offset: number): void => time.observeWrite(LOCAL + offset, LOCAL, LOCAL);
    observe(20_000);
    observe(0);
    observe(20_000);
    expect(time.markerTime(LOCAL)).toBe(LOCAL / 1000);
    for (let count = 0; count < 8; count += 1) observe(20_000);
    expect(time.markerTime(LOCAL)).toBe(LOCAL / 1000 + 20);
  });

  it('is the newest time that a list has shown while no answer has told more', () => {
    const time = createServerTime();
    expect(time.markerTime(LOCAL)).toBe(0);
    time.observeListed(LOCAL - 5000);
    time.observeListed(LOCAL - 9000);
    expect([time.isKnown(), time.markerTime(LOCAL)]).toEqual([false, LOCAL / 1000 - 5]);
  });
});

describe('readRateLimit', () => {
  const now = { local: LOCAL, server: LOCAL + 5000 };
  const seconds = Math.floor(now.server / 1000) + 90;

  it.each([
    ['seconds', '90'],
    ['a timestamp in seconds', String(seconds)],
    ['a timestamp in milliseconds', String(seconds * 1000)],
    ['a date', new Date(seconds * 1000).toISOString()],
  ])('reads a reset in %s, by the local clock', (_, reset) => {
    const { resetsAt } = readRateLimit({ 'x-ratelimit-reset': reset }, now);
    expect(resetsAt).toBe(LOCAL + 90_000);
  });

  it.each([
    ['0', 0],
    ['7', 7000],
    [new Date(now.server + 7000).toUTCString(), 7000],
    [new Date(now.server - 7000).toUTCString(), 0],
    ['soon', null],
    ['-3', null],
    ['', null],
  ])('reads Retry-After %s', (text, delay) => {
    expect(readRateLimit({ 'retry-after': text }, now).retryAfter).toBe(delay);
  });

  it('reads counts, and null for what is absent or malformed', () => {
    expect(
      readRateLimit({ 'x-ratelimit-limit': '1000, 1000;w=3600', 'x-ratelimit-remaining': '0' }, now),
    ).toEqual({
      limit: 1000,
      remaining: 0,
      resetsAt: null,
      retryAfter: null,
    });
    expect(readRateLimit({ 'x-ratelimit-remaining': 'many' }, now).remaining).toBeNull();
    expect(readDate({})).toBeNull();
    expect(readDate({ date: 'Thu, 15 Jan 2026 12:00:00 GMT' })).toBe(LOCAL);
  });
});
