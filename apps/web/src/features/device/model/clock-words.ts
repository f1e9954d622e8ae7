import { ageText } from '../../../words/time-text.js';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const FURTHEST_ZONE = 14 * 60 * MINUTE;

/**
 * What a device's clock says against ours; empty when they agree within a minute.
 * Boxes report local time without naming the zone, so a difference of whole quarter hours is a zone, not a fault.
 * @param offsetMs device clock minus ours.
 */
export function clockWords(offsetMs: number | null): string {
  if (offsetMs === null || Math.abs(offsetMs) <= MINUTE) return '';
  const quarters = Math.round(offsetMs / QUARTER);
  const isZone =
    Math.abs(offsetMs - quarters * QUARTER) <= MINUTE && Math.abs(offsetMs) <= FURTHEST_ZONE + MINUTE;
  if (!isZone || quarters === 0) return `its clock differs from ours by ${ageText(Math.abs(offsetMs))}`;
  const minutes = Math.abs(quarters) * 15;
  const rest = minutes % 60;
  return `its clock shows UTC${quarters < 0 ? '−' : '+'}${Math.floor(minutes / 60)}${rest === 0 ? '' : `:${rest}`}`;
}
