import { describe, expect, it } from 'vitest';
import { createAbortWatch } from '../../../src/http/abort-watch.js';

describe('createAbortWatch', () => {
  it('calls those who still watch, each once, and by their signal', () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const watch = createAbortWatch();
    const called: string[] = [];
    watch(first.signal, () => called.push('a'));
    watch(first.signal, () => called.push('b'))();
    watch(second.signal, () => called.push('c'));
    watch(first.signal, () => called.push('d'));
    first.abort();
    first.abort();
    expect(called).toEqual(['a', 'd']);
    second.abort();
    expect(called).toEqual(['a', 'd', 'c']);
  });

  it('listens once to a signal, however many watch it', () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const listen = signal.addEventListener.bind(signal);
    signal.addEventListener = (...listener: Parameters<typeof listen>) => {
      listeners += 1;
      listen(...listener);
    };
    const watch = createAbortWatch();
    for (let index = 0; index < 20; index += 1) watch(signal, () => {})();
    expect(listeners).toBe(1);
  });
});
