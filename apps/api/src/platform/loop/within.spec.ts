import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endsWithin } from './within.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('endsWithin', () => {
  it.each([
    ['ended after 900 ms', 900, true],
    ['still ran at 1,000 ms', 1_100, false],
  ])('work that %s', async (_title, tookMs, inTime) => {
    const work = new Promise((resolve) => setTimeout(resolve, tookMs));
    const ended = endsWithin(work, 1_000);
    await vi.advanceTimersByTimeAsync(1_200);
    expect(await ended).toBe(inTime);
  });

  it('takes work that failed for ended and leaves no timer behind', async () => {
    expect(await endsWithin(Promise.reject(new Error('no')), 1_000)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
