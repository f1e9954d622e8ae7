const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (value: number): string => String(value).padStart(2, '0');

/** "7 s", "26 min", "4 h 51 min", "3 d 2 h": two units at most, rounded down; never negative. */
export function ageText(ms: number): string {
  const age = Math.max(0, ms);
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  if (age < DAY) {
    const minutes = Math.floor((age % HOUR) / MINUTE);
    return `${Math.floor(age / HOUR)} h${minutes === 0 ? '' : ` ${two(minutes)} min`}`;
  }
  const hours = Math.floor((age % DAY) / HOUR);
  return `${Math.floor(age / DAY)} d${hours === 0 ? '' : ` ${hours} h`}`;
}

/** "26 min 37 s" below an hour, else like `ageText`: for the one place where a person watches it grow. */
export function spanText(ms: number): string {
  if (ms < MINUTE || ms >= HOUR) return ageText(ms);
  return `${Math.floor(ms / MINUTE)} min ${two(Math.floor((ms % MINUTE) / SECOND))} s`;
}

/** Formatting for one time zone; the browser's own unless a zone is given. */
export function timeWords(zone?: string) {
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, ...(zone === undefined ? {} : { timeZone: zone }) });
  const seconds = make({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const minutes = make({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const weekday = make({ weekday: 'short' });
  const day = make({ day: 'numeric', month: 'short' });
  const year = make({ day: 'numeric', month: 'short', year: 'numeric' });
  const dayKey = make({ year: 'numeric', month: '2-digit', day: '2-digit' });
  // British English knows few zones by their letters; the browser's own language knows its zone.
  const yearOnly = make({ year: 'numeric' });
  const zoneName = new Intl.DateTimeFormat(undefined, {
    timeZoneName: 'short',
    ...(zone === undefined ? {} : { timeZone: zone }),
  });

  const isSameDay = (at: number, now: number): boolean => dayKey.format(at) === dayKey.format(now);
  /** "14 Mar 2009"; without the year when it is this one: "18 Aug". */
  const dateText = (at: number, now: number): string =>
    yearOnly.format(at) === yearOnly.format(now) ? day.format(at) : year.format(at);

  return {
    /** "02:04:11" */
    clock: (at: number): string => seconds.format(at),
    /** "02:04" */
    minute: (at: number): string => minutes.format(at),
    /** Tick of an axis this long: with seconds where minutes would repeat. */
    tick: (at: number, spanMs: number): string => (spanMs < 10 * MINUTE ? seconds : minutes).format(at),
    date: dateText,
    /** "PST" */
    zone: (at: number): string =>
      zoneName.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '',
    /** "02:04:11" today, "Mon 21:40" within a week, else the date. `seconds` only for evidence of today. */
    since: (at: number, now: number, withSeconds = true): string => {
      if (isSameDay(at, now)) return withSeconds ? seconds.format(at) : minutes.format(at);
      if (now - at < 7 * DAY && now >= at) return `${weekday.format(at)} ${minutes.format(at)}`;
      return dateText(at, now);
    },
    isSameDay,
  };
}

/** "2026-11-21 10:04:11 UTC": the other form, shown on hover. */
export const utcText = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

export const localTime = timeWords();

/** Epoch ms of a wire instant. */
export const ms = (instant: string): number => Date.parse(instant);
