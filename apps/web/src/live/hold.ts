import type { DeviceRow } from '@firewatch/shared/wire/devices';

/** Nothing moves under the cursor: what the list showed when the pointer came in. */
export interface HeldRows {
  readonly rows: readonly DeviceRow[];
  /** Rows that would show something else by now, beside their ages. */
  readonly waiting: number;
}

const services = (row: DeviceRow): string =>
  Object.entries(row.services)
    .map(([service, judgement]) => `${service}${judgement.verdict}${judgement.reason}`)
    .join();

/** Would a person see a difference other than an age moving on? */
export function looksDifferent(a: DeviceRow, b: DeviceRow): boolean {
  if (a === b) return false;
  return (
    a.worst.verdict !== b.worst.verdict ||
    a.worst.reason !== b.worst.reason ||
    a.worstSince !== b.worstSince ||
    a.isSuspected !== b.isSuspected ||
    a.why !== b.why ||
    a.name !== b.name ||
    a.customerName !== b.customerName ||
    a.incident?.id !== b.incident?.id ||
    a.incident?.acked !== b.incident?.acked ||
    a.incident?.newSinceAck !== b.incident?.newSinceAck ||
    services(a) !== services(b)
  );
}

const withAges = (held: DeviceRow, live: DeviceRow): DeviceRow =>
  held.believedAt === live.believedAt && held.readAt === live.readAt && held.shownUntil === live.shownUntil
    ? held
    : { ...held, believedAt: live.believedAt, readAt: live.readAt, shownUntil: live.shownUntil };

/**
 * Keeps `base` in place while `live` moves on; ages go on, all else waits and is counted.
 * A row that turns unknown waits too, but never longer than its words are true: an expired row is drawn
 * unknown where it stands.
 */
export function holdRows(base: readonly DeviceRow[], live: readonly DeviceRow[]): HeldRows {
  if (base === live) return { rows: base, waiting: 0 };
  const byId = new Map(live.map((row) => [row.id, row]));
  let waiting = 0;
  const rows = base.map((held) => {
    const now = byId.get(held.id);
    byId.delete(held.id);
    if (now === held) return held;
    if (!now) {
      waiting += 1;
      return held;
    }
    if (!looksDifferent(held, now)) return now;
    waiting += 1;
    if (now.worst.reason === 'no-believable-answer') return { ...now, incident: held.incident };
    return withAges(held, now);
  });
  return { rows, waiting: waiting + byId.size };
}
