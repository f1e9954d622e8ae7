import { describe, expect, it } from 'vitest';
import { backoffMs, isGivenUp } from './backoff.js';
import { DEFAULT_POLICY } from './policy.js';

const policy = DEFAULT_POLICY.delivery;
const wait = (attempts: number, askedMs?: number, random = 0.5): number =>
  backoffMs({ attempts, askedMs, random }, policy);

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
    expect(wait(attempts)).toBe(ms);
  });

  it('spreads by 20 % either way', () => {
    expect([wait(6, undefined, 0), wait(6, undefined, 1)]).toEqual([48_000, 72_000]);
  });

  it('waits as long as the next hop asks, at most 5 min, and never shorter than its own step', () => {
    expect([wait(1, 90_000), wait(1, 3_600_000), wait(8, 1_000)]).toEqual([90_000, 300_000, 300_000]);
  });

  it('gives up after 24 h', () => {
    expect([isGivenUp(86_399_999, policy), isGivenUp(86_400_000, policy)]).toEqual([false, true]);
  });
});
