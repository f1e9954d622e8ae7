import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { addDays, dayAt, instantAt, isZone, weekdayOf } from './zone-time.js';

const LONDON = 'Europe/London';
const at = (iso: string): number => Date.parse(iso);
const ZONES = [
  LONDON,
  'America/New_York',
  'America/Los_Angeles',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'UTC',
];

describe('instantAt', () => {
  it.each([
    ['winter', { year: 2026, month: 1, day: 4 }, 120, '2026-01-04T02:00:00Z'],
    ['summer', { year: 2026, month: 7, day: 5 }, 120, '2026-07-05T01:00:00Z'],
    ['a time the clocks jump over', { year: 2026, month: 3, day: 29 }, 90, '2026-03-29T01:00:00Z'],
    ['the first of two', { year: 2026, month: 10, day: 25 }, 90, '2026-10-25T00:30:00Z'],
  ])('London, %s', (_what, date, minute, expected) => {
    expect(instantAt(LONDON, date, minute)).toBe(at(expected));
  });

  it('a day that a zone left out (Samoa, 30 December 2011) is the instant of the jump', () => {
    expect(instantAt('Pacific/Apia', { year: 2011, month: 12, day: 30 }, 600)).toBe(
      at('2011-12-30T10:00:00Z'),
    );
  });

  it('shows that time of that day wherever the clocks show it at all, by an independent calendar', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({
          min: at('2015-01-01T00:00:00Z') / 86_400_000,
          max: at('2036-01-01T00:00:00Z') / 86_400_000,
        }),
        fc.integer({ min: 0, max: 1_439 }),
        (zone, epochDay, minute) => {
          const utc = new Date(epochDay * 86_400_000);
          const date = { year: utc.getUTCFullYear(), month: utc.getUTCMonth() + 1, day: utc.getUTCDate() };
          const wall = { ...date, hour: Math.floor(minute / 60), minute: minute % 60 };
          const oracle = DateTime.fromObject(wall, { zone });
          const found = instantAt(zone, date, minute);
          const shows = oracle.hour === wall.hour && oracle.minute === wall.minute && oracle.day === wall.day;
          const before = DateTime.fromMillis(found - 1, { zone });
          const after = DateTime.fromMillis(found, { zone });
          const first = Math.min(...oracle.getPossibleOffsets().map((one) => one.toMillis()));
          // Swallowed: the instant at which the clocks go forward.
          expect(shows ? found === first : after.offset > before.offset).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

it('knows zones by their IANA names', () => {
  expect([isZone('Europe/London'), isZone('UTC'), isZone('Europe/Lundon'), isZone('')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('counts days and weekdays in the calendar of the zone', () => {
  expect(dayAt('America/Los_Angeles', at('2026-11-22T03:00:00Z'))).toEqual({
    year: 2026,
    month: 11,
    day: 21,
  });
  expect(addDays({ year: 2026, month: 12, day: 31 }, 1)).toEqual({ year: 2027, month: 1, day: 1 });
  expect([22, 23].map((day) => weekdayOf({ year: 2026, month: 11, day }))).toEqual([7, 1]);
});
