import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import {
  occurrenceAt,
  planRefusal,
  silenceOf,
  type Occurrence,
  type RunningWindow,
  type WeeklyRule,
} from './maintenance.js';
import { DEFAULT_POLICY } from './policy.js';

const at = (iso: string): number => Date.parse(iso);
const span = (from: string, to: string): Occurrence => ({ from: at(from), to: at(to) });
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const sundays = (over: Partial<WeeklyRule> = {}): WeeklyRule => ({
  kind: 'weekly',
  zone: 'Europe/London',
  weekdays: [7],
  startMinute: 120,
  endMinute: 240,
  firstAt: 0,
  lastAt: null,
  ...over,
});

describe('occurrenceAt', () => {
  it('a single window is itself until it is over', () => {
    const rule = { kind: 'once', from: 1_000, to: 2_000 } as const;
    expect([occurrenceAt(rule, 0), occurrenceAt(rule, 1_999), occurrenceAt(rule, 2_000)]).toEqual([
      { from: 1_000, to: 2_000 },
      { from: 1_000, to: 2_000 },
      null,
    ]);
  });

  it.each([
    ['the running one', '2026-11-22T03:00:00Z', span('2026-11-22T02:00:00Z', '2026-11-22T04:00:00Z')],
    [
      'the next from its end on',
      '2026-11-22T04:00:00Z',
      span('2026-11-29T02:00:00Z', '2026-11-29T04:00:00Z'),
    ],
    ['summer time', '2026-07-01T00:00:00Z', span('2026-07-05T01:00:00Z', '2026-07-05T03:00:00Z')],
    ['clocks go forward', '2026-03-28T00:00:00Z', span('2026-03-29T01:00:00Z', '2026-03-29T03:00:00Z')],
    ['clocks go back', '2026-10-24T00:00:00Z', span('2026-10-25T02:00:00Z', '2026-10-25T04:00:00Z')],
  ])('Sundays 02:00–04:00 London: %s', (_what, now, expected) => {
    expect(occurrenceAt(sundays(), at(now))).toEqual(expected);
  });

  it('over midnight belongs to the day it begins on', () => {
    const rule = sundays({ weekdays: [6], startMinute: 23 * 60, endMinute: 60 });
    expect(occurrenceAt(rule, at('2026-11-22T00:30:00Z'))).toEqual(
      span('2026-11-21T23:00:00Z', '2026-11-22T01:00:00Z'),
    );
  });

  it('what the clocks jump over wholly is left out; the week after comes as ever', () => {
    const rule = sundays({ startMinute: 65, endMinute: 115 });
    expect(occurrenceAt(rule, at('2026-03-28T00:00:00Z'))).toEqual(
      span('2026-04-05T00:05:00Z', '2026-04-05T00:55:00Z'),
    );
  });

  it('begins with the first that starts at its first time and ends before its last', () => {
    const first = at('2026-12-06T00:00:00Z');
    const rule = sundays({ firstAt: first, lastAt: at('2026-12-13T02:00:00Z') });
    expect(occurrenceAt(rule, at('2026-01-01T00:00:00Z'))).toEqual(
      span('2026-12-06T02:00:00Z', '2026-12-06T04:00:00Z'),
    );
    expect(occurrenceAt(rule, at('2026-12-06T04:00:00Z'))).toBeNull();
  });

  it('over years and zones begins and ends when an independent calendar shows it, at most an hour off where clocks jump', () => {
    const cases = fc.record({
      zone: fc.constantFrom('Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Tokyo'),
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      startMinute: fc.integer({ min: 0, max: 1_439 }),
      endMinute: fc.integer({ min: 0, max: 1_439 }),
      now: fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }),
    });
    fc.assert(
      fc.property(cases, ({ now, ...over }) => {
        const rule = sundays(over);
        const found = occurrenceAt(rule, now);
        if (!found) throw new Error('a weekly window comes at least every two weeks');
        expect(found.to).toBeGreaterThan(now);
        const begins = DateTime.fromMillis(found.from, { zone: rule.zone });
        const ends = DateTime.fromMillis(found.to, { zone: rule.zone });
        expect(rule.weekdays).toContain(begins.weekday);
        const wanted = ((((rule.endMinute - rule.startMinute - 1) % 1_440) + 1_440) % 1_440) + 1;
        expect(Math.abs((found.to - found.from) / 60_000 - wanted)).toBeLessThanOrEqual(60);
        const jumps = begins.minus({ hours: 2 }).offset !== ends.plus({ hours: 2 }).offset;
        const shown = [begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute];
        expect(jumps ? null : shown).toEqual(jumps ? null : [rule.startMinute, rule.endMinute]);
        // Nothing begins between now and the one that was found.
        for (let back = found.from - DAY; back > now; back -= DAY) {
          const day = DateTime.fromMillis(back, { zone: rule.zone }).weekday;
          expect(jumps || !rule.weekdays.includes(day)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('silenceOf', () => {
  const running = (id: string, devices: string[], to: number): RunningWindow => ({
    id,
    from: 0,
    to,
    deviceIds: new Set(devices),
  });

  it('holds while every device is inside, until the first comes out', () => {
    const windows = [running('w1', ['a'], 100), running('w2', ['a', 'b'], 50)];
    expect(silenceOf(['a', 'b'], windows, 10)).toEqual({ windowId: 'w2', until: 50 });
    expect(silenceOf(['a'], windows, 10)).toEqual({ windowId: 'w1', until: 100 });
  });

  it('one device outside, no device at all, before the start or from the end on: nothing is silent', () => {
    const window = { ...running('w', ['a'], 100), from: 10 };
    expect([
      silenceOf(['a', 'b'], [window], 50),
      silenceOf([], [window], 50),
      silenceOf(['a'], [window], 9),
      silenceOf(['a'], [window], 100),
    ]).toEqual([null, null, null, null]);
  });

  it('never silences an incident of which any device is outside all windows, and never beyond a window', () => {
    const windows = fc.array(
      fc.record({
        id: fc.uuid(),
        from: fc.integer({ min: 0, max: 100 }),
        to: fc.integer({ min: 0, max: 100 }),
        deviceIds: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')).map((ids) => new Set<string>(ids)),
      }),
    );
    fc.assert(
      fc.property(
        windows,
        fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
        fc.integer({ min: 0, max: 100 }),
        (list, ids, now) => {
          const inside = (id: string, when: number): boolean =>
            list.some((one) => one.from <= when && when < one.to && one.deviceIds.has(id));
          const silence = silenceOf(ids, list, now);
          expect(silence !== null).toBe(ids.every((id) => inside(id, now)));
          const lastMoment = silence === null ? null : silence.until - 1;
          expect(lastMoment === null || ids.every((id) => inside(id, lastMoment))).toBe(true);
        },
      ),
    );
  });
});

describe('planRefusal', () => {
  const { maintenance } = DEFAULT_POLICY;
  const now = at('2026-11-22T03:00:00Z');
  const refusal = (from: number, lengthMs: number, planner: 'operator' | 'engineer' = 'engineer') =>
    planRefusal({ kind: 'once', from: now + from, to: now + from + lengthMs }, planner, now, maintenance);

  it('an operator may plan 4 h and not a minute more', () => {
    expect(refusal(HOUR, 4 * HOUR, 'operator')).toBeNull();
    expect(refusal(HOUR, 4 * HOUR + 60_000, 'operator')).toBe(
      'is longer than 4 hours, the longest an operator may plan; an engineer or owner may plan up to 7 days',
    );
  });

  it('an engineer may plan 7 days and not a minute more', () => {
    expect(refusal(HOUR, 7 * DAY)).toBeNull();
    expect(refusal(HOUR, 7 * DAY + 60_000)).toBe('is longer than 7 days, the longest there is');
  });

  it('only what is to come counts of one that runs already', () => {
    expect(refusal(-3 * HOUR, 6 * HOUR, 'operator')).toBeNull();
  });

  it('refuses what is over, backwards or more than a year ahead', () => {
    expect([refusal(HOUR, -1), refusal(-2 * HOUR, HOUR), refusal(366 * DAY + 60_000, HOUR)]).toEqual([
      'ends before it begins',
      'is over already; choose an end that is still to come',
      'begins more than 366 days ahead; nobody remembers it then',
    ]);
    expect(refusal(366 * DAY, HOUR)).toBeNull();
  });

  it('weekly windows are for engineers', () => {
    expect(planRefusal(sundays(), 'engineer', now, maintenance)).toBeNull();
    expect(planRefusal(sundays(), 'operator', now, maintenance)).toBe(
      'repeats every week; an operator plans single windows',
    );
  });
});
