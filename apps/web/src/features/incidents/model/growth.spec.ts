import { expect, it } from 'vitest';
import { gridLines, growthNote, growthRows } from './growth.js';

it.each([
  [1, [1]],
  [14, [5, 10, 15]],
  [50, [20, 40]],
])('draws at most three round lines for %i', (most, lines) => {
  expect(gridLines(most)).toEqual(lines);
});

it('says how many in the first minute and at most', () => {
  const at = (second: number, devices: number) => ({ at: second * 1_000, devices, customers: 1 });
  expect(growthNote([at(-60, 0), at(0, 1), at(46, 7), at(300, 9), at(600, 4)])).toBe(
    '7 in the first minute, 9 at most',
  );
  expect(growthNote([at(0, 1), at(9, 1)])).toBe('');
});

it('lists each second once, with where it ended, newest first', () => {
  const at = (ms: number, devices: number) => ({ at: ms, devices, customers: 1 });
  const rows = growthRows([at(0, 0), at(41_100, 3), at(41_700, 28), at(42_000, 40), at(99_000, 40)]);
  expect(rows.map(([, devices]) => devices)).toEqual(['40', '40', '28', '0']);
});
