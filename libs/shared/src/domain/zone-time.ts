/** A date of the calendar, without a zone. `month` 1–12. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

// Building one costs more than a hundred uses.
const built = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = built.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  built.set(zone, made);
  return made;
}

/** What clocks in the zone show, as if it were UTC, epoch ms. */
export function shownAsUtc(zone: string, at: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Does this program know the zone? IANA names, e.g. `Europe/London`. */
export function isZone(zone: string): boolean {
  try {
    return formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}

/** Zone's offset at that instant, ms east of UTC. */
const offsetAt = (zone: string, at: number): number => shownAsUtc(zone, at) - Math.floor(at / 1_000) * 1_000;

/**
 * When clocks in the zone show this time of this day.
 * Shape   a time that comes twice (clocks go back) is the first of the two; a time that never comes (clocks go forward) is
 *         the instant of the jump.
 * Units   `minute` of the day, 0–1439; answer epoch ms.
 */
export function instantAt(zone: string, date: CalendarDay, minute: number): number {
  const shown = Date.UTC(date.year, date.month - 1, date.day) + minute * MINUTE_MS;
  const before = offsetAt(zone, shown - DAY_MS);
  const after = offsetAt(zone, shown + DAY_MS);
  const fits = [...new Set([shown - before, shown - after])].filter((at) => shownAsUtc(zone, at) === shown);
  if (fits.length > 0) return Math.min(...fits);
  let [early, late] = [shown - DAY_MS, shown + DAY_MS];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (shownAsUtc(zone, middle) < shown) early = middle;
    else late = middle;
  }
  return late;
}

/** The day that calendars in the zone show at that instant. */
export function dayAt(zone: string, at: number): CalendarDay {
  const shown = new Date(shownAsUtc(zone, at));
  return { year: shown.getUTCFullYear(), month: shown.getUTCMonth() + 1, day: shown.getUTCDate() };
}

/** So many days later in the calendar. */
export function addDays(date: CalendarDay, days: number): CalendarDay {
  const next = new Date(Date.UTC(date.year, date.month - 1, date.day + days));
  return { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() };
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(date: CalendarDay): number {
  return new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay() || 7;
}
