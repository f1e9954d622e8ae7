import type { TimeWords } from './incident-description.js';

interface Formats {
  readonly day: Intl.DateTimeFormat;
  readonly clock: Intl.DateTimeFormat;
  readonly date: Intl.DateTimeFormat;
  readonly name: Intl.DateTimeFormat;
}
// Building one costs more than a hundred uses.
const built = new Map<string, Formats>();

function formats(timeZone: string): Formats {
  const known = built.get(timeZone);
  if (known) return known;
  const made: Formats = {
    day: new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' }),
    clock: new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
    date: new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric' }),
    name: new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'short' }),
  };
  built.set(timeZone, made);
  return made;
}

/** Clock and date words as seen from `now` in a named zone, e.g. `America/Los_Angeles`: `02:04`, another day `2 Dec 02:04`. */
export function timeWords(timeZone: string, now: number): TimeWords {
  const { day, clock, date } = formats(timeZone);
  const today = date.format(now);
  return {
    now,
    clock: (at) => (date.format(at) === today ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`),
    date: (at) => date.format(at),
  };
}

/** Short name of the zone at that time: `PST`, `UTC`, `GMT+1`. */
export function zoneName(timeZone: string, at: number): string {
  const part = formats(timeZone)
    .name.formatToParts(at)
    .find((one) => one.type === 'timeZoneName');
  return part?.value ?? timeZone;
}
