const MONTHS_AHEAD = 2;

/** One partition's span, UTC; `to` is not in it. */
export interface Month {
  /** e.g. `y2026m11`. */
  readonly suffix: string;
  readonly from: string;
  readonly to: string;
}

/** The month of `now` (epoch ms) and the next two. */
export function monthsFrom(now: number): Month[] {
  const at = new Date(now);
  return Array.from({ length: MONTHS_AHEAD + 1 }, (_, index) => {
    const from = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + index, 1));
    const to = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + index + 1, 1));
    const suffix = `y${from.getUTCFullYear()}m${String(from.getUTCMonth() + 1).padStart(2, '0')}`;
    return { suffix, from: from.toISOString(), to: to.toISOString() };
  });
}

/** Is a partition of this suffix more than `months` whole months before the one of `now` (epoch ms)? */
export function isPastKeeping(suffix: string, now: number, months: number): boolean {
  const [, year, month] = /^y(\d{4})m(\d{2})$/.exec(suffix) ?? [];
  if (year === undefined || month === undefined) return false;
  const at = new Date(now);
  const ageMonths = (at.getUTCFullYear() - Number(year)) * 12 + at.getUTCMonth() + 1 - Number(month);
  return ageMonths > months;
}
