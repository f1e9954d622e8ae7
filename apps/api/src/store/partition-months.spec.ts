import { expect, it } from 'vitest';
import { isPastKeeping, monthsFrom } from './partition-months.js';

it.each([
  [
    '2026-11-30T23:59:59.999Z',
    ['y2026m11', 'y2026m12', 'y2027m01'],
    '2026-11-01T00:00:00.000Z',
    '2027-02-01T00:00:00.000Z',
  ],
  [
    '2026-12-01T00:00:00.000Z',
    ['y2026m12', 'y2027m01', 'y2027m02'],
    '2026-12-01T00:00:00.000Z',
    '2027-03-01T00:00:00.000Z',
  ],
])('covers this UTC month and the next two without a gap at %s', (at, suffixes, from, to) => {
  const months = monthsFrom(Date.parse(at));
  expect(months.map((month) => month.suffix)).toEqual(suffixes);
  expect([months[0]?.from, months[0]?.to, months[1]?.to]).toEqual([from, months[1]?.from, months[2]?.from]);
  expect(months[2]?.to).toBe(to);
});

it.each([
  ['y2025m10', false],
  ['y2025m09', true],
  ['y2024m12', true],
  ['y2026m11', false],
  ['default', false],
])('in November 2026 the 13 months before are kept: %s is past keeping: %s', (suffix, isPast) => {
  expect(isPastKeeping(suffix, Date.parse('2026-11-21T00:00:00Z'), 13)).toBe(isPast);
});
