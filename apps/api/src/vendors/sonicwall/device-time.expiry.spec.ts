import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpiry, type DeviceClock } from './device-time.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const YEAR_MS = 365.25 * 24 * HOUR_MS;
/** RELIABILITY 30. */
const MOST_EARLY_MS = 24 * HOUR_MS;
const at = (iso: string): number => Date.parse(iso);

const clockOf = (hoursEast: number, errorMs = 0): DeviceClock => ({
  offsetMs: hoursEast * HOUR_MS + errorMs,
  isUtc: false,
});
const UNKNOWN: DeviceClock = { offsetMs: 0, isUtc: true };

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** The forms in which an end may be written: with its zone, and as the local time of the box. */
const FORMS = {
  'US order, UTC, ms': { hasZone: true, step: 1 },
  'US order, local, ms': { hasZone: false, step: 1 },
  'US order, local, minutes': { hasZone: false, step: MINUTE_MS },
  'a US date alone, local': { hasZone: false, step: 24 * HOUR_MS },
  'year first, local, seconds': { hasZone: false, step: 1_000 },
  'year first with its offset': { hasZone: true, step: 1_000 },
} as const;
type Form = keyof typeof FORMS;

/** Writes wall-clock digits (epoch ms read as UTC) in a form; `minutesEast` only where the form names its zone. */
function write(form: Form, digitsAt: number, minutesEast: number): string {
  const d = new Date(digitsAt);
  const us = `${pad(d.getUTCMonth() + 1)}/${pad(d.getUTCDate())}/${d.getUTCFullYear()}`;
  const iso = d.toISOString();
  const offset = `${minutesEast < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(minutesEast) / 60))}:${pad(Math.abs(minutesEast) % 60)}`;
  switch (form) {
    case 'US order, UTC, ms': {
      const utc = new Date(digitsAt - minutesEast * MINUTE_MS).toISOString();
      return `UTC ${utc.slice(5, 7)}/${utc.slice(8, 10)}/${utc.slice(0, 4)} ${utc.slice(11, 23)}`;
    }
    case 'US order, local, ms':
      return `${us} ${iso.slice(11, 23)}`;
    case 'US order, local, minutes':
      return `${us} ${iso.slice(11, 16)}`;
    case 'a US date alone, local':
      return us;
    case 'year first, local, seconds':
      return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
    case 'year first with its offset':
      return `${iso.slice(0, 19)}${offset}`;
  }
}

/** Quarter hours from UTC-12 to UTC+14: every zone there is, and some that are not. */
const zone = fc.integer({ min: -12 * 4, max: 14 * 4 }).map((quarters) => quarters * 15);
const form = fc.constantFrom(...(Object.keys(FORMS) as Form[]));
/** Ends around leap days, changes to and from summer time, turns of years, and anywhere. */
const digits = fc.oneof(
  fc.constantFrom(
    ...[
      '2028-02-29T00:00:00Z',
      '2028-02-29T23:59:59.999Z',
      '2028-03-01T00:00:00Z',
      '2100-02-28T23:59:59Z',
    ].map(at),
    ...['2027-03-14T02:30:00Z', '2027-10-31T02:30:00Z', '2027-01-01T00:00:00Z', '2027-12-31T23:59:59Z'].map(
      at,
    ),
  ),
  fc.integer({ min: at('2001-01-01T00:00:00Z'), max: at('2099-12-31T00:00:00Z') }),
);

describe('parseExpiry', () => {
  it.each([
    ['UTC 04/05/2026 00:00:00.000', '2026-04-05T00:00:00.000Z'],
    ['UTC 02/29/2028 23:59:59', '2028-02-29T23:59:59.000Z'],
    ['UTC 04/05/2026', '2026-04-05T00:00:00.000Z'],
    ['2026-04-05 10:00:00 UTC', '2026-04-05T10:00:00.000Z'],
    ['2026-04-05T10:00:00Z', '2026-04-05T10:00:00.000Z'],
    ['2026-04-05T10:00:00+05:30', '2026-04-05T04:30:00.000Z'],
    ['2026-04-05T10:00:00-08:00', '2026-04-05T18:00:00.000Z'],
    ['2026-04-05Z', '2026-04-05T00:00:00.000Z'],
  ])('takes %s, which names its zone, as it stands, whatever the clock of the box', (text, iso) => {
    const clocks = [clockOf(-11), clockOf(14), clockOf(0, 10 * YEAR_MS), clockOf(0, -10 * YEAR_MS), UNKNOWN];
    expect(clocks.map((clock) => parseExpiry(text, clock))).toEqual(clocks.map(() => at(iso)));
  });

  it.each([
    ['-12 (Baker Island)', -12, 24],
    ['-11 (Pago Pago)', -11, 23],
    ['-10 (Honolulu)', -10, 22],
    ['-9:30 (Marquesas)', -9.5, 21.5],
    ['-9 (Anchorage)', -9, 23],
    ['-8 (Los Angeles)', -8, 22],
    ['0 (London)', 0, 14],
    ['+5:45 (Kathmandu)', 5.75, 8.25],
    ['+13 (Auckland in summer)', 13, 1],
    ['+14 (Kiritimati)', 14, 0],
  ])(
    'a date without a zone on a box in UTC%s is told early by the hours given',
    (_where, hoursEast, early) => {
      const truth = at('2026-04-05T00:00:00Z') - hoursEast * HOUR_MS;
      const told = ['04/05/2026 00:00:00.000', '04/05/2026 00:00', '04/05/2026', '2026-04-05 00:00:00'].map(
        (text) => truth - (parseExpiry(text, clockOf(hoursEast)) ?? Number.NaN),
      );
      expect(told.map((ms) => ms / HOUR_MS)).toEqual([early, early, early, early]);
    },
  );

  it('is never late and at most 24 h early: 6 forms, every zone, summer time, leap days, a clock 45 min off', () => {
    // Summer time may have begun or ended between the reading and the end; no zone west of UTC-10 has it.
    const summer = fc.constantFrom(-60, -30, 0, 30, 60);
    const errorMs = fc.integer({ min: -45 * MINUTE_MS, max: 45 * MINUTE_MS });
    const property = fc.property(form, zone, digits, summer, errorMs, (kind, then, wall, season, error) => {
      const change = then < -10 * 60 ? 0 : season;
      const { step } = FORMS[kind];
      const digitsAt = Math.floor(wall / step) * step;
      const truth = digitsAt - then * MINUTE_MS;
      const read = parseExpiry(write(kind, digitsAt, then), clockOf((then + change) / 60, error));
      if (read === undefined) throw new Error('not read');
      expect(truth - read).toBeGreaterThanOrEqual(0);
      expect(truth - read).toBeLessThanOrEqual(FORMS[kind].hasZone ? 0 : MOST_EARLY_MS);
    });
    fc.assert(property, { numRuns: 5_000 });
  });

  it('is never late with a clock 10 years fast or slow, unset or in UTC, and 24 h early at most from UTC-10 on', () => {
    const lost = fc.constantFrom(UNKNOWN, clockOf(0, 10 * YEAR_MS), clockOf(0, -10 * YEAR_MS));
    const property = fc.property(form, zone, digits, lost, (kind, minutesEast, wall, clock) => {
      const { step } = FORMS[kind];
      const digitsAt = Math.floor(wall / step) * step;
      const truth = digitsAt - minutesEast * MINUTE_MS;
      const offsetMs = clock.isUtc ? 0 : clock.offsetMs + minutesEast * MINUTE_MS;
      const read = parseExpiry(write(kind, digitsAt, minutesEast), { ...clock, offsetMs });
      if (read === undefined) throw new Error('not read');
      expect(truth - read).toBeGreaterThanOrEqual(0);
      const westOfTen = Math.max(0, -10 * 60 - minutesEast) * MINUTE_MS;
      expect(truth - read).toBeLessThanOrEqual(MOST_EARLY_MS + westOfTen);
    });
    fc.assert(property, { numRuns: 5_000 });
  });

  it('is never late where the date is in UTC although it does not say so', () => {
    const property = fc.property(zone, digits, (minutesEast, truth) => {
      const read = parseExpiry(write('US order, local, ms', truth, 0), clockOf(minutesEast / 60));
      if (read === undefined) throw new Error('not read');
      expect(truth - read).toBeGreaterThanOrEqual(0);
      expect(truth - read).toBeLessThanOrEqual(MOST_EARLY_MS);
    });
    fc.assert(property, { numRuns: 1_000 });
  });

  it('gives one end for all readings of a box whose clock drifts by minutes: nothing is told twice', () => {
    for (const hoursEast of [-12, -11, -10, -9.5, -9, -8, -7, 0, 5.75, 13]) {
      const ends = [-14, -3, 0, 0.001, 3, 14].map((minutes) =>
        parseExpiry('04/05/2027', clockOf(hoursEast, minutes * MINUTE_MS)),
      );
      expect([hoursEast, new Set(ends).size]).toEqual([hoursEast, 1]);
    }
  });

  it.each([
    '',
    'Never',
    '02/29/2027',
    '13/01/2026',
    '04/05',
    '2026-4-5',
    '2026-04-05+02:00',
    'UTC',
    'UTC 04/05/2026 UTC',
  ])('does not guess at %j', (text) => {
    expect(parseExpiry(text, clockOf(0))).toBeUndefined();
  });

  it('has no end where there is no text', () => {
    expect(parseExpiry(undefined, clockOf(0))).toBeUndefined();
  });
});
