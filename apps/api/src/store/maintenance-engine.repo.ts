import type { NoticeKind } from '@firewatch/shared/domain/incident';
import { occurrenceAt, type MaintenanceRule, type RunningWindow } from '@firewatch/shared/domain/maintenance';
import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import type { ToldNotice } from '@firewatch/shared/domain/notices';
import type { Tx } from './database.js';
import type { NewEvent } from './events.repo.js';
import { destinationsFor } from './notices.repo.js';

const at = (instant: number): Date => new Date(instant);

/** When the next window begins or ends, epoch ms; null = none is planned. */
export async function nextTurn(tx: Tx): Promise<number | null> {
  const [row] = await tx.query<{ at: number | null }>(
    `select min(case when s.window_id is null then w.from_at else w.to_at end) as at
     from maintenance_windows w left join maintenance_spells s on s.window_id = w.id and s.from_at = w.from_at
     where w.to_at is not null`,
  );
  return row?.at ?? null;
}

/** Screens of everybody who has a firewall in it. */
export async function maintenanceEvents(tx: Tx, windowIds: readonly string[]): Promise<NewEvent[]> {
  if (windowIds.length === 0) return [];
  const rows = await tx.query<{ windowId: string; customerId: string }>(
    `select distinct w.id as "windowId", d.customer_id as "customerId"
     from maintenance_windows w join devices d on fw_maintains(w, d) where w.id = any ($1::uuid[])`,
    [windowIds],
  );
  const all = windowIds.map((windowId) => ({ windowId, customerId: null }));
  return [...all, ...rows].map(({ windowId, customerId }) => ({
    type: 'maintenance.changed',
    customerId,
    payload: { windowId },
  }));
}

/**
 * Writes down which windows began and which ended, and gives weekly ones their next occurrence.
 * @returns the windows that turned.
 */
export async function turnWindows(tx: Tx, now: number): Promise<readonly string[]> {
  // Begun: kept as it is planned now; a change of its end follows below.
  const began = await tx.query<{ window_id: string }>(
    `insert into maintenance_spells (window_id, from_at, to_at)
     select w.id, w.from_at, w.to_at from maintenance_windows w where w.from_at <= $1
     on conflict (window_id, from_at) do update set to_at = excluded.to_at where maintenance_spells.to_at <> excluded.to_at
     returning window_id`,
    [at(now)],
  );
  // Ended by a person before its time.
  const cut = await tx.query<{ window_id: string }>(
    `update maintenance_spells s set to_at = w.ended_at from maintenance_windows w
     where w.id = s.window_id and w.ended_at > s.from_at and w.ended_at < s.to_at
       and (w.from_at is null or w.from_at <> s.from_at) returning s.window_id`,
  );
  const over = await tx.query<{ id: string; rule: MaintenanceRule }>(
    'select id, rule from maintenance_windows where to_at <= $1 for update',
    [at(now)],
  );
  for (const { id, rule } of over) {
    const next = occurrenceAt(rule, now);
    await tx.query('update maintenance_windows set from_at = $2, to_at = $3 where id = $1', [
      id,
      next === null ? null : at(next.from),
      next === null ? null : at(next.to),
    ]);
  }
  return [...new Set([...began, ...cut].map((row) => row.window_id).concat(over.map((row) => row.id)))];
}

/** The windows that run now over any of these devices. */
export async function runningOver(
  tx: Tx,
  deviceIds: readonly string[],
  now: number,
): Promise<readonly RunningWindow[]> {
  const rows = await tx.query<{ id: string; from: number; to: number; deviceIds: string[] }>(
    `select w.id, w.from_at as "from", w.to_at as "to", array_agg(d.id) as "deviceIds"
     from maintenance_windows w join devices d on fw_maintains(w, d)
     where w.from_at <= $2 and w.to_at > $2 and d.id = any ($1::uuid[]) group by w.id`,
    [deviceIds, at(now)],
  );
  return rows.map((row) => ({ ...row, deviceIds: new Set(row.deviceIds) }));
}

export interface WithheldNotice {
  readonly windowId: string;
  readonly incidentId: string;
  readonly kind: NoticeKind;
  readonly reason: string;
  /** Epoch ms. */
  readonly at: number;
  readonly content: NoticeContent;
}

/** Keeps what would have been told, and to whom it would have gone. */
export async function withhold(tx: Tx, notice: WithheldNotice): Promise<void> {
  const destinations = await destinationsFor(tx, notice.incidentId, notice.content.severity);
  await tx.query(
    `insert into withheld_notices (window_id, incident_id, at, kind, reason, title, destinations, told)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      notice.windowId,
      notice.incidentId,
      at(notice.at),
      notice.kind,
      notice.reason,
      notice.content.headline.title,
      JSON.stringify(destinations),
      notice.content.told,
    ],
  );
}

/** What was withheld of each incident, oldest first. */
export async function withheldLog(
  tx: Tx,
  incidentIds: readonly string[],
): Promise<Map<string, ToldNotice[]>> {
  const log = new Map<string, ToldNotice[]>();
  if (incidentIds.length === 0) return log;
  const rows = await tx.query<{
    incident_id: string;
    kind: NoticeKind;
    at: number;
    told: NoticeContent['told'];
  }>(
    'select incident_id, kind, at, told from withheld_notices where incident_id = any ($1::uuid[]) order by id',
    [incidentIds],
  );
  for (const { incident_id: id, kind, at: when, told } of rows) {
    const list = log.get(id) ?? [];
    list.push({ kind, at: when, ...told, isWithheld: true });
    log.set(id, list);
  }
  return log;
}

/** People hear of the incident after all. */
export async function nowTold(tx: Tx, incidentId: string, when: number): Promise<void> {
  await tx.query('update withheld_notices set told_at = $2 where incident_id = $1 and told_at is null', [
    incidentId,
    at(when),
  ]);
}
