import { describe, expect, it } from 'vitest';
import {
  describeLimitWait,
  describeRedeploying,
  describeRetry,
  describeWriting,
} from '../../../../src/render/text/progress-text.js';

describe('describeWriting', () => {
  it('says what is done, how fast, and what is left of the hour and of the time', () => {
    expect(describeWriting({ done: 120, total: 400, rate: 11, remaining: 634 })).toBe(
      'Writing overrides: 120 of 400 done, 11/s, 634 requests left this hour, about 26s',
    );
    expect(describeWriting({ done: 0, total: 4, rate: null, remaining: null })).toBe(
      'Writing overrides: 0 of 4 done',
    );
    expect(describeWriting({ done: 1, total: 4, rate: 0.5, remaining: null })).toBe(
      'Writing overrides: 1 of 4 done, 0.5/s, about 6s',
    );
  });

  it('foretells no time where the requests will not suffice', () => {
    expect(describeWriting({ done: 120, total: 400, rate: 11, remaining: 100 })).not.toContain('about');
  });
});

describe('what is waited for', () => {
  it('counts down to the reset', () => {
    const until = Date.UTC(2026, 0, 15, 13);
    expect(describeLimitWait(until - 59 * 60_000 - 12_000, until)).toBe(
      'The request limit is used up: waiting 59m 12s, until 2026-01-15T13:00:00Z',
    );
  });

  it('keeps foreign text harmless', () => {
    expect(describeRetry('a\u001b[2J', 1500)).toBe('a\\u{1b}[2J; trying again in 2s');
  });

  it('counts deployments', () => {
    const results = [
      { outcome: 'deployed', state: 'DEPLOYED' },
      { outcome: 'failed', state: 'BUILD_ERROR' },
      { outcome: 'requested', state: 'DEPLOYMENT_QUEUED' },
      { outcome: 'requested', state: 'DEPLOYING' },
    ] as const;
    expect(describeRedeploying(results, 80_000)).toBe(
      'Redeploying: 1 of 4 deployed, 1 failed, 1 queued, 1m 20s',
    );
  });
});
