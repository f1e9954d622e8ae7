import { describe, expect, it } from 'vitest';
import type { WeeklyRule } from './maintenance.js';
import { clockOfMinute, minuteOfClock, ruleText, windowText } from './maintenance-words.js';

const at = (iso: string): number => Date.parse(iso);
const LONDON = 'Europe/London';
const weekly = (over: Partial<WeeklyRule> = {}): WeeklyRule => ({
  kind: 'weekly',
  zone: LONDON,
  weekdays: [7],
  startMinute: 120,
  endMinute: 240,
  firstAt: 0,
  lastAt: null,
  ...over,
});

describe('windowText', () => {
  const now = at('2026-11-24T12:00:00Z');
  const next = { from: at('2026-11-29T02:00:00Z'), to: at('2026-11-29T04:00:00Z') };

  it('says how much, when, and when next', () => {
    expect(windowText(weekly(), { devices: 12, customers: 3 }, { occurrence: next, now, zone: 'UTC' })).toBe(
      '12 firewalls at 3 customers, Sundays 02:00–04:00 Europe/London, next on Sun 29 Nov 02:00',
    );
  });

  it('says until when it runs, and that it is over', () => {
    const once = { kind: 'once', ...next } as const;
    const reach = { devices: 1, customers: 1 };
    const running = { occurrence: next, now: next.from, zone: LONDON };
    expect(windowText(once, reach, running)).toBe(
      '1 firewall at 1 customer, Sun 29 Nov 02:00–04:00 Europe/London, running until Sun 29 Nov 04:00',
    );
    expect(windowText(once, reach, { occurrence: null, now: next.to, zone: LONDON })).toContain(', over');
  });
});

it.each([
  [[1, 2, 3, 4, 5], 'Monday to Friday 02:00–04:00 Europe/London'],
  [[7, 1], 'Mon, Sun 02:00–04:00 Europe/London'],
  [[1, 2, 3, 4, 5, 6, 7], 'Every day 02:00–04:00 Europe/London'],
])('names the days %j', (weekdays, expected) => {
  expect(ruleText(weekly({ weekdays }), 'UTC')).toBe(expected);
});

it('names both days of what goes over midnight', () => {
  expect(ruleText(weekly({ startMinute: 1_380, endMinute: 60 }), 'UTC')).toBe(
    'Sundays 23:00–01:00 the next day Europe/London',
  );
  const once = { kind: 'once', from: at('2026-11-28T23:00:00Z'), to: at('2026-11-29T01:00:00Z') } as const;
  expect(ruleText(once, 'UTC')).toBe('Sat 28 Nov 23:00–Sun 29 Nov 01:00 UTC');
});

it('reads times of the day and nothing else', () => {
  expect(['02:05', '23:59', '24:00', '2:00', '02:60', ''].map(minuteOfClock)).toEqual([
    125,
    1_439,
    null,
    null,
    null,
    null,
  ]);
  expect(clockOfMinute(125)).toBe('02:05');
});
