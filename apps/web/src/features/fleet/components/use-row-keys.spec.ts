import { expect, it } from 'vitest';
import { aRow } from '../../../live/device-row.builder.js';
import { neighbour } from './use-row-keys.js';
import { rangeOf } from './use-selection.js';

const rows = [aRow(1), aRow(2), aRow(3)];
const [first, second, third] = rows.map((row) => row.id);

it.each([
  ['j from nowhere', null, 1, first],
  ['k from nowhere', null, -1, third],
  ['j in the middle', second, 1, third],
  ['j at the end stays', third, 1, third],
  ['k at the start stays', first, -1, first],
] as const)('%s', (_, from, by, to) => {
  expect(neighbour(rows, from ?? null, by)).toBe(to);
});

it('takes the 3 rows between two presses in either direction, one row without a first press', () => {
  const ids = ['a', 'b', 'c', 'd'];
  expect([
    rangeOf(ids, 'b', 'd'),
    rangeOf(ids, 'd', 'b'),
    rangeOf(ids, null, 'c'),
    rangeOf(ids, 'gone', 'c'),
  ]).toEqual([['b', 'c', 'd'], ['b', 'c', 'd'], ['c'], ['c']]);
});
