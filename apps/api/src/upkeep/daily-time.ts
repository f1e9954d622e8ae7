const parts = (at: number, zone: string): Record<string, string> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
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

export interface DailyTime {
  readonly zone: string;
  /** Minutes after local midnight. */
  readonly atMinutes: number;
}

/** Has its time come on a day that had no daily message yet? `last` = `yyyy-mm-dd`. */
export function isDailyDue(at: number, { zone, atMinutes }: DailyTime, last: string): boolean {
  const { hour, minute } = parts(at, zone);
  return dayOf(at, zone) > last && Number(hour) * 60 + Number(minute) >= atMinutes;
}
