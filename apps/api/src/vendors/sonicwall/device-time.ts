const STAMP = /^(UTC )?(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/;
const EARLIEST_YEAR = 2000;
const LATEST_YEAR = 2100;

export interface DeviceStamp {
  /** Epoch ms, reading the digits as UTC; for a zoneless stamp that is the device's local wall clock, not an instant. */
  readonly digitsAt: number;
  readonly isUtc: boolean;
}

/**
 * Reads `[UTC ]MM/DD/YYYY HH:mm[:ss[.SSS]]`, US order, as SonicOS 7 writes all its times.
 * Shape   absent when the text is anything else or names a day that does not exist (02/30, 13/01).
 * Source  capture of December 2024 (vendors/sonicwall 3.4); date order on non-US locales unverified.
 */
export function parseStamp(text: string | undefined): DeviceStamp | undefined {
  const match = STAMP.exec(text?.trim() ?? '');
  if (!match) return undefined;
  const [, utc, ...digits] = match;
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = digits
    .slice(0, 6)
    .map((d) => Number(d ?? 0));
  const millis = Number((digits[6] ?? '').padEnd(3, '0'));
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second, millis));
  const isReal =
    year >= EARLIEST_YEAR &&
    year <= LATEST_YEAR &&
    at.getUTCMonth() === month - 1 &&
    at.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  return isReal ? { digitsAt: at.getTime(), isUtc: utc !== undefined } : undefined;
}

/** Furthest a local clock runs ahead of UTC, ms (Line Islands). */
const FURTHEST_EAST_MS = 14 * 3_600_000;

/**
 * When an entitlement ends.
 * Units   epoch ms. A stamp without a zone is taken as early as any zone allows: at most 26 h early, never late.
 */
export function parseExpiry(text: string | undefined): number | undefined {
  const stamp = parseStamp(text);
  if (!stamp) return undefined;
  return stamp.isUtc ? stamp.digitsAt : stamp.digitsAt - FURTHEST_EAST_MS;
}

/** How to turn the device's wall clock into our time. */
export interface DeviceClock {
  /** Digits of the device's clock minus our clock, ms; zone and error together when the stamp had no zone. */
  readonly offsetMs: number;
  readonly isUtc: boolean;
}

/**
 * An event's time by our clock, epoch ms.
 * Shape   absent when the stamp is zoneless and the device's own clock is given in UTC: its zone is then unknown.
 */
export function toOurTime(stamp: DeviceStamp | undefined, clock: DeviceClock): number | undefined {
  if (!stamp) return undefined;
  if (stamp.isUtc === clock.isUtc) return stamp.digitsAt - clock.offsetMs;
  // A UTC stamp needs no clock; what the device's clock is wrong by cannot be told from its zone.
  return stamp.isUtc ? stamp.digitsAt : undefined;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { day: 86_400, hour: 3_600, minute: 60, second: 1 };
const UPTIME = /^(?:\d+ (?:day|hour|minute|second)s?(?:,? (?!$)|$))*(?:\d{1,4}:\d{2}:\d{2})?$/i;

/**
 * Seconds since the last boot, from `12 Days, 3 Hours, 4 Minutes, 5 Seconds`, `12 Days 03:04:05` or plain seconds.
 * Source  wording unverified; whatever does not match is absent, never 0.
 */
export function parseUptimeSeconds(text: string | undefined): number | undefined {
  const words = text?.trim() ?? '';
  if (/^\d{1,12}$/.test(words)) return Number(words);
  if (words === '' || words.length > 100 || !UPTIME.test(words)) return undefined;
  let seconds = 0;
  for (const [, count, unit = ''] of words.matchAll(/(\d+) (day|hour|minute|second)/gi)) {
    seconds += Number(count) * (UNIT_SECONDS[unit.toLowerCase()] ?? 0);
  }
  const clock = /(\d+):(\d{2}):(\d{2})$/.exec(words);
  return clock ? seconds + Number(clock[1]) * 3_600 + Number(clock[2]) * 60 + Number(clock[3]) : seconds;
}
