/** Hour of the day at which the daily message goes out, in the program's time zone. */
const DAILY_HOUR = 8;

const parts = (at: number, zone: string): Record<string, string> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );

/** `yyyy-mm-dd` of an instant (epoch ms) in a zone. */
export function dayOf(at: number, zone: string): string {
  const { year, month, day } = parts(at, zone);
  return `${year}-${month}-${day}`;
}

/** Is it eight or later on a day that had no daily message yet? `last` = `yyyy-mm-dd`. */
export const isDailyDue = (at: number, zone: string, last: string): boolean =>
  dayOf(at, zone) > last && Number(parts(at, zone)['hour']) >= DAILY_HOUR;
