import { describe, expect, it } from 'vitest';
import { GIVE_UP_AFTER_MS, backoffMs } from './backoff.js';

describe('backoffMs', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 5_000],
    [4, 10_000],
    [5, 30_000],
    [6, 60_000],
    [7, 120_000],
    [8, 300_000],
    [500, 300_000],
  ])('after attempt %i waits %i ms', (attempts, ms) => {
    expect(backoffMs(attempts, undefined, 0.5)).toBe(ms);
  });

  it('spreads by 20 % either way', () => {
    expect([backoffMs(6, undefined, 0), backoffMs(6, undefined, 1)]).toEqual([48_000, 72_000]);
  });

  it('waits as long as the next hop asks, at most 5 min, and never shorter than its own step', () => {
    expect([backoffMs(1, 90_000, 0.5), backoffMs(1, 3_600_000, 0.5), backoffMs(8, 1_000, 0.5)]).toEqual([
      90_000, 300_000, 300_000,
    ]);
  });

  it('gives up after 24 h', () => {
    expect(GIVE_UP_AFTER_MS).toBe(86_400_000);
  });
});
