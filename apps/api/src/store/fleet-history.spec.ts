import { describe, expect, it } from 'vitest';
import { historyPoints } from './fleet.repo.js';

const counts = (protecting: number, exposed: number) => ({
  protecting,
  weakened: 0,
  exposed,
  blocking: 0,
  unknown: 0,
  off_by_policy: 0,
  not_applicable: 0,
});

describe('fleet history', () => {
  it('adds customers up step by step and puts what carries in at the start of the window', () => {
    const points = historyPoints(
      [
        { customer_id: 'a', at: 5_000, ...counts(3, 0) },
        { customer_id: 'b', at: 8_000, ...counts(2, 0) },
        { customer_id: 'a', at: 20_000, ...counts(1, 2) },
        { customer_id: 'b', at: 20_000, ...counts(0, 2) },
      ],
      10_000,
    );
    expect(points.map(({ at, total, protecting, exposed }) => [at, total, protecting, exposed])).toEqual([
      [10_000, 5, 5, 0],
      [20_000, 5, 1, 4],
    ]);
  });

  it('gives no point when nothing was ever counted', () => {
    expect(historyPoints([], 10_000)).toEqual([]);
  });
});
