const HOUR_MS = 3_600_000;

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** US order, milliseconds, no zone: `12/13/2024 16:29:02.864`. Source: capture in sonicwall notes 3.4. */
export function plainTime(at: number): string {
  const date = new Date(at);
  const day = `${pad(date.getUTCMonth() + 1, 2)}/${pad(date.getUTCDate(), 2)}/${date.getUTCFullYear()}`;
  const time = `${pad(date.getUTCHours(), 2)}:${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}`;
  return `${day} ${time}.${pad(date.getUTCMilliseconds(), 3)}`;
}

/** `UTC 12/12/2024 15:02:28.000`. */
export function utcTime(at: number): string {
  return `UTC ${plainTime(at)}`;
}

const offsets = new Map<string, { readonly hour: number; readonly offsetMs: number }>();

// Offsets change on whole hours, so one look-up per zone and hour is enough.
function offsetOf(zone: string, at: number): number {
  const hour = Math.floor(at / HOUR_MS);
  const known = offsets.get(zone);
  if (known?.hour === hour) return known.offsetMs;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(hour * HOUR_MS);
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'));
  const offsetMs = local - hour * HOUR_MS;
  offsets.set(zone, { hour, offsetMs });
  return offsetMs;
}

/** The same instant as the box's own wall clock shows it, without naming the zone. */
export function localTime(at: number, zone: string): string {
  return plainTime(at + offsetOf(zone, at));
}

/** `12 Days, 3 Hours, 14 Minutes, 15 Seconds`. The vendor documents no format: modelling choice. */
export function upTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  return `${days} Days, ${hours} Hours, ${minutes} Minutes, ${seconds % 60} Seconds`;
}
