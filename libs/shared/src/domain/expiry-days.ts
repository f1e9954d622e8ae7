import { shownAsUtc } from './zone-time.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A place in the calendar of one zone. */
export interface LocalTime {
  /** Days since 1 January 1970, counted on the calendar of the zone. */
  readonly day: number;
  /** Minutes since local midnight as the clock on the wall shows them. */
  readonly minutes: number;
}

/** What calendar and clock show at an instant (epoch ms) in a zone such as `Europe/Berlin`. */
export function localTime(zone: string, at: number): LocalTime {
  const shown = shownAsUtc(zone, at);
  const day = Math.floor(shown / DAY_MS);
  return { day, minutes: Math.floor((shown - day * DAY_MS) / MINUTE_MS) };
}

/** `2026-12-04`: a day of the calendar as ISO 8601 and SQL write it. */
export const isoDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

// A fleet has few different ends: the calendar is asked once for each.
const KEPT = 1_000;
const days = new Map<string, number>();

function dayOf(zone: string, at: number): number {
  const key = `${zone}/${at}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  if (days.size >= KEPT) days.clear();
  const { day } = localTime(zone, at);
  days.set(key, day);
  return day;
}

/** Calendar days from `now` to `at` in a zone: 0 today, 1 tomorrow, −1 yesterday, whatever the clock says. */
export const daysUntil = (zone: string, now: number, at: number): number =>
  dayOf(zone, at) - dayOf(zone, now);
