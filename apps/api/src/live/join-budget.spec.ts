import { expect, it } from 'vitest';
import { JoinBudget } from './join-budget.js';

it('lets a person of 1 room join 100 times in 10 s, nobody on account of another, and again after them', () => {
  let now = 0;
  const budget = new JoinBudget(() => now);
  const taken = Array.from({ length: 103 }, () => budget.take('a', 1)).filter(Boolean).length;
  now = 9_999;
  const late = budget.take('a', 1);
  const other = budget.take('b', 1);
  now = 10_000;
  expect({ taken, late, other, again: budget.take('a', 1) }).toEqual({
    taken: 100,
    late: false,
    other: true,
    again: true,
  });
});

it('gives a person of 30 rooms 30 times as much', () => {
  const budget = new JoinBudget(() => 0);
  expect(Array.from({ length: 4_000 }, () => budget.take('a', 30)).filter(Boolean)).toHaveLength(3_000);
});
