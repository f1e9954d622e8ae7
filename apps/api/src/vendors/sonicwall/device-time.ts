const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?`;
const US_DATE = String.raw`(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})`;
const FORMS = [
  // REST of SonicOS 7: `UTC 04/05/2026 00:00:00.000`, and without its zone.
  new RegExp(`^(?<zone>UTC )?${US_DATE} (?<clock>${CLOCK})$`),
  // Syslog: `2022-05-16 15:22:26 UTC`; ISO 8601.
  new RegExp(
    String.raw`^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[ T](?<clock>${CLOCK})(?<zone> UTC|Z|[+-]\d\d:\d\d)?$`,
  ),
];
const DATES_ALONE = [
  new RegExp(`^(?<zone>UTC )?${US_DATE}$`),
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?<zone> UTC|Z)?$/,
];
const EARLIEST_YEAR = 2000;
const LATEST_YEAR = 2100;
const HOUR_MS = 3_600_000;
/** Baker Island and the Line Islands. */
const FURTHEST_WEST_MINUTES = -12 * 60;
const FURTHEST_EAST_MINUTES = 14 * 60;
const FURTHEST_EAST_MS = FURTHEST_EAST_MINUTES * 60_000;

export interface DeviceStamp {
  /** Epoch ms; for a zoneless stamp the digits read as UTC: the device's local wall clock, not an instant. */
  readonly digitsAt: number;
  /** The stamp names its zone: `digitsAt` is an instant, by the device's clock. */
  readonly isUtc: boolean;
}

/** Minutes east of UTC of `+05:30`; 0 for `UTC` and `Z`; absent when no zone has it. */
function minutesEast(zone: string): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  const east = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return Number(minutes) < 60 && east >= FURTHEST_WEST_MINUTES && east <= FURTHEST_EAST_MINUTES
    ? east
    : undefined;
}

function stampIn(forms: readonly RegExp[], text: string): DeviceStamp | undefined {
  const groups = forms.map((form) => form.exec(text)?.groups).find((found) => found !== undefined);
  if (!groups) return undefined;
  const [year, month, day] = [Number(groups['year']), Number(groups['month']), Number(groups['day'])];
  const [hour = 0, minute = 0, second = 0] = (groups['clock'] ?? '0').split(/[:.]/, 3).map(Number);
  const millis = Number((/\.(\d+)$/.exec(groups['clock'] ?? '')?.[1] ?? '').padEnd(3, '0'));
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second, millis));
  const isReal =
    year >= EARLIEST_YEAR &&
    year <= LATEST_YEAR &&
    at.getUTCMonth() === month - 1 &&
    at.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  const zone = groups['zone'];
  const east = zone === undefined ? 0 : minutesEast(zone);
  return isReal && east !== undefined
    ? { digitsAt: at.getTime() - east * 60_000, isUtc: zone !== undefined }
    : undefined;
}

/**
 * Reads `[UTC ]MM/DD/YYYY HH:mm[:ss[.SSS]]`, US order, as SonicOS 7 writes all its times, and `YYYY-MM-DD HH:mm[:ss[.SSS]]`
 * with nothing, ` UTC`, `Z` or `±hh:mm` behind it.
 * Shape   absent when the text is anything else or names a day that does not exist (02/30, 13/01).
 * Source  capture of December 2024 (vendors/sonicwall 3.4); year first from its syslog (6.1); date order on non-US locales
 *         unverified.
 */
export function parseStamp(text: string | undefined): DeviceStamp | undefined {
  return stampIn(FORMS, text?.trim() ?? '');
}

/** How to turn the device's wall clock into our time. */
export interface DeviceClock {
  /** Digits of the device's clock minus our clock, ms; zone and error together when the stamp had no zone. */
  readonly offsetMs: number;
  readonly isUtc: boolean;
}

/** What the furthest east may be once the box has shown itself in the far west: 12 h to UTC+12 and 12 h to UTC-12. */
const EAST_OF_FAR_WEST_MS = 12 * HOUR_MS;
/** Between zones (-09:30 and -09:00), so that no clock near the right time crosses it; two hours are left to it in the west. */
const FAR_WEST = { fromMs: -14 * HOUR_MS, toMs: -9.25 * HOUR_MS };

/** How far the box's local time may run ahead of UTC, ms: 14 h, unless its own clock shows that it stands in the far west. */
function furthestEastOf({ offsetMs, isUtc }: DeviceClock): number {
  const isFarWest = !isUtc && offsetMs >= FAR_WEST.fromMs && offsetMs < FAR_WEST.toMs;
  return isFarWest ? EAST_OF_FAR_WEST_MS : FURTHEST_EAST_MS;
}

/**
 * When an entitlement ends.
 * Shape   a time with its zone is taken as it stands, a date alone at its first moment. Without a zone it is taken as
 *         early as any zone allows in which the box can stand by its own clock.
 * Units   epoch ms. Without a zone never late and at most 24 h early in every zone, while the box's clock, summer time
 *         included, is right to 1 h 45 min. A clock that is years off, absent or given in UTC tells no zone: still never
 *         late, and 25 h early in UTC-11, 26 h in UTC-12.
 * Source  ADR 0022.
 */
export function parseExpiry(text: string | undefined, clock: DeviceClock): number | undefined {
  const words = text?.trim() ?? '';
  const stamp = parseStamp(words) ?? stampIn(DATES_ALONE, words);
  if (!stamp) return undefined;
  return stamp.isUtc ? stamp.digitsAt : stamp.digitsAt - furthestEastOf(clock);
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
