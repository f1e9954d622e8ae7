import { SERVICES, type Service } from '@firewatch/shared/domain/service';
import type { Judgement } from '@firewatch/shared/domain/verdict-words';
import type { DeviceRow } from '@firewatch/shared/wire/devices';

const BLIND: Judgement = { verdict: 'unknown', reason: 'no-believable-answer' };
const isWatched = ({ verdict }: Judgement): boolean =>
  verdict !== 'off-by-policy' && verdict !== 'not-applicable';

/** Has the shown verdict run out? No frame is needed for that: silence is not an answer. */
export const isExpired = (row: DeviceRow, now: number): boolean =>
  row.shownUntil !== null && Date.parse(row.shownUntil) <= now;

/**
 * What may be drawn of a row at `now` (epoch ms): a row past its `shownUntil` is unknown even when the server
 * has gone quiet. Services off by policy or not applicable stay, nobody watches them.
 */
export function shownRow(row: DeviceRow, now: number): DeviceRow {
  if (!isExpired(row, now)) return row;
  const services: Partial<Record<Service, Judgement>> = {};
  for (const service of SERVICES) {
    const judgement = row.services[service];
    if (judgement) services[service] = isWatched(judgement) ? BLIND : judgement;
  }
  if (!isWatched(row.worst) || row.worst.verdict === 'unknown') return { ...row, services };
  return {
    ...row,
    services,
    worst: BLIND,
    worstSince: row.shownUntil ?? row.worstSince,
    isSuspected: false,
    why: 'no believable answer',
  };
}
