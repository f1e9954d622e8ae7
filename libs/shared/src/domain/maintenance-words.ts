import type { MaintenanceRule, Occurrence } from './maintenance.js';

const DAYS = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'] as const;
const SHORT = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const ALL_WEEK = 7;

/** `02:00` of minutes since midnight. */
export const clockOfMinute = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Minutes since midnight of `02:00`; null = not a time of day. */
export function minuteOfClock(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function daysText(weekdays: readonly number[]): string {
  const days = [...new Set(weekdays)].sort((a, b) => a - b);
  if (days.length === ALL_WEEK) return 'Every day';
  if (days.join() === '1,2,3,4,5') return 'Monday to Friday';
  const [only] = days;
  if (days.length === 1 && only !== undefined) return DAYS[only - 1] ?? '';
  return days.map((day) => SHORT[day - 1] ?? '').join(', ');
}

interface Formats {
  readonly minute: Intl.DateTimeFormat;
  readonly clock: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
}

function formats(zone: string): Formats {
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return {
    minute: new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...day, ...time }),
    clock: new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...time }),
    day: new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...day }),
  };
}

/** `Sun 29 Nov 02:00`, by the clocks of a zone. */
export const momentText = (zone: string, at: number): string =>
  formats(zone).minute.format(at).replaceAll(',', '');

/** `Sun 29 Nov 02:00–04:00`; over midnight both days are named. */
export function occurrenceText({ from, to }: Occurrence, zone: string): string {
  const { clock, day } = formats(zone);
  const isOneDay = day.format(from) === day.format(to);
  return `${momentText(zone, from)}–${isOneDay ? clock.format(to) : momentText(zone, to)}`;
}

/** When it is silent: `Sundays 02:00–04:00 Europe/London`, or the single stretch by the clocks of `zone`. */
export function ruleText(rule: MaintenanceRule, zone: string): string {
  if (rule.kind === 'once') return `${occurrenceText(rule, zone)} ${zone}`;
  const { startMinute, endMinute } = rule;
  const nextDay = endMinute <= startMinute ? ' the next day' : '';
  return `${daysText(rule.weekdays)} ${clockOfMinute(startMinute)}–${clockOfMinute(endMinute)}${nextDay} ${rule.zone}`;
}

/** How much it silences, as the reader may see it. */
export interface Reach {
  readonly devices: number;
  readonly customers: number;
}

/** `12 firewalls at 3 customers`. */
export const reachText = ({ devices, customers }: Reach): string =>
  `${counted(devices, 'firewall')} at ${counted(customers, 'customer')}`;

/**
 * What a window will do, before and after it is made: `12 firewalls at 3 customers, Sundays 02:00–04:00 Europe/London,
 * next on Sun 29 Nov 02:00`.
 * Shape   `occurrence` = the running or next one; null = none comes any more.
 */
export function windowText(
  rule: MaintenanceRule,
  reach: Reach,
  at: { readonly occurrence: Occurrence | null; readonly now: number; readonly zone: string },
): string {
  const { occurrence, now, zone } = at;
  const what = `${reachText(reach)}, ${ruleText(rule, zone)}`;
  if (occurrence === null) return `${what}, over`;
  if (occurrence.from <= now) return `${what}, running until ${momentText(zone, occurrence.to)}`;
  return rule.kind === 'once' ? what : `${what}, next on ${momentText(rule.zone, occurrence.from)}`;
}
