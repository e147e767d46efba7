import { describe, expect, it } from 'vitest';
import { createRate } from '../../../../src/cli/output/display.js';

describe('createRate', () => {
  it('counts over the last seconds, and says nothing too early', () => {
    let now = 0;
    const rate = createRate({ now: () => now, sleep: () => Promise.resolve() });
    rate.tick();
    expect(rate.perSecond()).toBeNull();
    for (now = 1000; now <= 4000; now += 100) rate.tick();
    now = 4000;
    expect(rate.perSecond()).toBe(8);
    now = 30_000;
    expect(rate.perSecond()).toBe(0);
  });
});
