import { SERVICES, SERVICE_WORDS } from '@firewatch/shared/domain/service';
import type { ServiceDetail } from '@firewatch/shared/wire/devices';
import { ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';

const DAY = 86_400_000;

export interface LicenceDate {
  /** "AV, AS, IPS" */
  readonly heads: string;
  readonly at: number;
  /** "in 102 days", "ended 3 days ago" */
  readonly distance: string;
  readonly tone: 'plain' | 'soon' | 'over';
}

function distanceOf(at: number, now: number): Pick<LicenceDate, 'distance' | 'tone'> {
  const days = Math.floor(Math.abs(at - now) / DAY);
  if (at <= now)
    return { distance: days === 0 ? 'ended today' : `ended ${counted(days, 'day')} ago`, tone: 'over' };
  if (days === 0) return { distance: 'ends today', tone: 'soon' };
  return { distance: `in ${counted(days, 'day')}`, tone: days <= 30 ? 'soon' : 'plain' };
}

/** Services with the same end share a line; the earliest end first. */
export function licenceDates(services: readonly ServiceDetail[], now: number): LicenceDate[] {
  const byEnd = new Map<number, string[]>();
  for (const service of SERVICES) {
    const own = services.find((one) => one.service === service);
    const end = own?.licence?.expiresAt ?? null;
    if (end === null) continue;
    byEnd.set(ms(end), [...(byEnd.get(ms(end)) ?? []), SERVICE_WORDS[service].short]);
  }
  return [...byEnd]
    .toSorted(([a], [b]) => a - b)
    .map(([at, heads]) => ({ heads: heads.join(', '), at, ...distanceOf(at, now) }));
}
