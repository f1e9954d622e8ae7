import { describe, expect, it } from 'vitest';
import { dayOf, isDailyDue } from './daily-time.js';

const ZONE = 'Europe/Berlin';
const at = (iso: string): number => Date.parse(iso);

describe('the daily message', () => {
  it.each([
    ['06:59:59Z (07:59 there)', '2026-11-22T06:59:59Z', '2026-11-21', false],
    ['07:00Z (08:00 there)', '2026-11-22T07:00:00Z', '2026-11-21', true],
    ['later on a day that had one', '2026-11-22T15:00:00Z', '2026-11-22', false],
    ['after three days without a program', '2026-11-22T09:00:00Z', '2026-11-19', true],
    ['06:30Z in summer (08:30 there)', '2026-07-22T06:30:00Z', '2026-07-21', true],
  ])('at %s', (_title, now, last, due) => {
    expect(isDailyDue(at(now), { zone: ZONE, atMinutes: 480 }, last)).toBe(due);
  });

  it('counts minutes: 17:29 there is too early for 17:30', () => {
    const time = { zone: ZONE, atMinutes: 17 * 60 + 30 };
    expect(isDailyDue(at('2026-11-22T16:29:59Z'), time, '2026-11-21')).toBe(false);
    expect(isDailyDue(at('2026-11-22T16:30:00Z'), time, '2026-11-21')).toBe(true);
  });

  it('belongs to the day of the zone, not of UTC', () => {
    expect(dayOf(at('2026-11-21T23:30:00Z'), ZONE)).toBe('2026-11-22');
  });
});
