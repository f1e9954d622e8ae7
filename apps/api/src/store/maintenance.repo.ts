import type { NoticeKind } from '@firewatch/shared/domain/incident';
import type { MaintenanceRule, MaintenanceTarget, Occurrence } from '@firewatch/shared/domain/maintenance';
import type { Reach } from '@firewatch/shared/domain/maintenance-words';
import type { Tx } from './database.js';

/** A window as one reader may see it. Instants epoch ms. */
export interface SeenWindow {
  readonly id: string;
  readonly state: 'running' | 'coming' | 'over';
  readonly rule: MaintenanceRule;
  readonly targetKind: MaintenanceTarget;
  readonly targetNames: readonly string[];
  readonly reason: string;
  readonly devices: number;
  readonly customers: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly endedAt: number | null;
  readonly endedBy: string | null;
  readonly endReason: string | null;
  readonly withheld: number;
  readonly isOwn: boolean;
  readonly now: number;
}

/** The transaction's own time, epoch ms: what `now()` says in every statement of it. */
export async function nowOf(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ now: number }>('select now() as now');
  if (!row) throw new Error('the database does not tell its time');
  return row.now;
}

const STATE = `case when w.to_at is null or w.to_at <= now() then 'over' when w.from_at <= now() then 'running' else 'coming' end`;
const NAMES = `case w.target_kind
    when 'tag' then to_jsonb(w.target_tags)
    when 'device' then (select coalesce(jsonb_agg(x.name order by x.name), '[]') from devices x where x.id = any (w.target_ids))
    when 'site' then (select coalesce(jsonb_agg(x.name order by x.name), '[]') from sites x where x.id = any (w.target_ids))
    when 'customer' then (select coalesce(jsonb_agg(x.name order by x.name), '[]') from customers x where x.id = any (w.target_ids))
    else (select coalesce(jsonb_agg(x.name order by x.name), '[]') from groups x where x.id = any (w.target_ids))
  end`;
/** As the policy for changes says it. */
const IS_OWN = `(fw_sees_all() or coalesce((select bool_and(fw_sees(one)) from unnest(w.customer_ids) one), false))`;
const SEEN = `select w.id, ${STATE} as state, w.rule, w.target_kind as "targetKind", ${NAMES} as "targetNames", w.reason,
    r.devices, r.customers, w.from_at as "from", w.to_at as "to", w.created_at as "createdAt", w.created_by_name as "createdBy",
    w.ended_at as "endedAt", w.ended_by_name as "endedBy", w.end_reason as "endReason",
    (select count(*) from withheld_notices h where h.window_id = w.id) as withheld, ${IS_OWN} as "isOwn", now() as now
  from maintenance_windows w cross join lateral (
    select count(*) as devices, count(distinct d.customer_id) as customers from devices d where fw_maintains(w, d)) r`;

/** Running ones by their end, then coming ones by their begin, then the past, youngest first. One more than `limit` when there is a next page. */
export function listWindows(
  tx: Tx,
  filter: { readonly state: string | undefined; readonly offset: number; readonly limit: number },
): Promise<SeenWindow[]> {
  return tx.query<SeenWindow>(
    `select * from (${SEEN}) q where $1::text is null or state = $1
     order by case state when 'running' then 0 when 'coming' then 1 else 2 end,
       case state when 'running' then "to" when 'coming' then "from" end, "createdAt" desc, id
     limit $2 offset $3`,
    [filter.state ?? null, filter.limit + 1, filter.offset],
  );
}

export async function findWindow(tx: Tx, id: string): Promise<SeenWindow | null> {
  const [row] = await tx.query<SeenWindow>(`${SEEN} where w.id = $1`, [id]);
  return row ?? null;
}

/** Whom a plan is for: ids, or tags of kind `tag`. */
export interface StoredTarget {
  readonly kind: MaintenanceTarget;
  readonly ids: readonly string[];
  readonly tags: readonly string[];
  /** Null = every customer. */
  readonly customerIds: readonly string[] | null;
}

/** How many firewalls a target has right now, and of whom. */
export async function reachOf(tx: Tx, target: StoredTarget): Promise<Reach & { readonly of: string[] }> {
  const [row] = await tx.query<Reach & { of: string[] }>(
    `select count(*) as devices, count(distinct d.customer_id) as customers,
       coalesce(array_agg(distinct d.customer_id) filter (where d.customer_id is not null), '{}') as of
     from devices d, jsonb_populate_record(null::maintenance_windows, $1) w where fw_maintains(w, d)`,
    [
      JSON.stringify({
        target_kind: target.kind,
        target_ids: target.ids,
        target_tags: target.tags,
        customer_ids: target.customerIds,
      }),
    ],
  );
  return row ?? { devices: 0, customers: 0, of: [] };
}

const TABLES = { device: 'devices', site: 'sites', customer: 'customers', group: 'groups' } as const;

/** How many of these ids the reader sees. */
export async function seenTargets(
  tx: Tx,
  kind: Exclude<MaintenanceTarget, 'tag'>,
  ids: readonly string[],
): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `select count(*) as n from ${TABLES[kind]} where id = any ($1::uuid[])`,
    [ids],
  );
  return row?.n ?? 0;
}

export async function insertWindow(
  tx: Tx,
  window: {
    readonly rule: MaintenanceRule;
    readonly occurrence: Occurrence;
    readonly target: StoredTarget;
    readonly reason: string;
    readonly by: { readonly personId: string; readonly name: string };
  },
): Promise<string> {
  const { target, occurrence, by } = window;
  const [row] = await tx.query<{ id: string }>(
    `insert into maintenance_windows (rule, target_kind, target_ids, target_tags, customer_ids, reason, created_by, created_by_name, from_at, to_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      window.rule,
      target.kind,
      target.ids,
      target.tags,
      target.customerIds,
      window.reason,
      by.personId,
      by.name,
      new Date(occurrence.from),
      new Date(occurrence.to),
    ],
  );
  if (!row) throw new Error('a maintenance window was not stored');
  return row.id;
}

/** Keeps other changes of the same window waiting. @returns false = it does not exist or is not this person's to change. */
export async function lockWindow(tx: Tx, id: string): Promise<boolean> {
  return (await tx.query('select id from maintenance_windows where id = $1 for update', [id])).length > 0;
}

export async function moveEnd(tx: Tx, id: string, rule: MaintenanceRule & { kind: 'once' }): Promise<void> {
  await tx.query('update maintenance_windows set rule = $2, to_at = $3 where id = $1', [
    id,
    rule,
    new Date(rule.to),
  ]);
}

/** Ends what runs, or takes back what comes; `next` = the occurrence after it, null = none any more. */
export async function endWindow(
  tx: Tx,
  id: string,
  end: { readonly by: string; readonly reason: string; readonly next: Occurrence | null },
): Promise<void> {
  await tx.query(
    `update maintenance_windows set ended_at = clock_timestamp(), ended_by_name = $2, end_reason = $3, from_at = $4, to_at = $5
     where id = $1`,
    [id, end.by, end.reason, end.next && new Date(end.next.from), end.next && new Date(end.next.to)],
  );
}

export interface WithheldRow {
  readonly id: number;
  readonly at: number;
  readonly kind: NoticeKind;
  readonly title: string;
  readonly incidentId: string;
  readonly to: readonly { readonly channel: string; readonly destination: string }[];
  readonly isTold: boolean;
  readonly isOpen: boolean;
  readonly seesAll: boolean;
}

/** What a window withheld, oldest first; names of channels only for people who may see them. */
export function withheldOf(tx: Tx, windowId: string, limit: number): Promise<WithheldRow[]> {
  return tx.query<WithheldRow>(
    `select h.id, h.at, h.kind, h.title, h.incident_id as "incidentId", i.state = 'open' as "isOpen", fw_sees_all() as "seesAll",
       coalesce((select jsonb_agg(jsonb_build_object('channel', c.name, 'destination', t->>'destination'))
         from jsonb_array_elements(h.destinations) t join channels c on c.id = (t->>'channelId')::uuid), '[]') as "to",
       h.told_at is not null as "isTold"
     from withheld_notices h join incidents i on i.id = h.incident_id where h.window_id = $1 order by h.id limit $2`,
    [windowId, limit],
  );
}

/** Firewalls inside a running window, with the latest end of those that cover them. */
export function silentNow(
  tx: Tx,
): Promise<{ deviceId: string; windowId: string; until: number; reason: string }[]> {
  return tx.query(
    `select distinct on (d.id) d.id as "deviceId", w.id as "windowId", w.to_at as until, w.reason
     from maintenance_windows w join devices d on fw_maintains(w, d)
     where w.from_at <= now() and w.to_at > now() order by d.id, w.to_at desc`,
  );
}

export interface DeviceWindow {
  readonly windowId: string;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  readonly by: string;
  readonly isRunning: boolean;
}

/** Windows that cover a firewall and run or come: the running with the latest end first, then the next. */
export function windowsOver(tx: Tx, deviceId: string): Promise<DeviceWindow[]> {
  return tx.query<DeviceWindow>(
    `select w.id as "windowId", w.from_at as "from", w.to_at as "to", w.reason, w.created_by_name as by, w.from_at <= now() as "isRunning"
     from maintenance_windows w join devices d on fw_maintains(w, d)
     where d.id = $1 and w.to_at > now() order by 6 desc, case when w.from_at <= now() then -extract(epoch from w.to_at) else extract(epoch from w.from_at) end`,
    [deviceId],
  );
}

/** When it was silent in the last 30 days, oldest first, the running one included. */
export function spellsOf(
  tx: Tx,
  deviceId: string,
): Promise<{ windowId: string; from: number; to: number; reason: string }[]> {
  return tx.query(
    `select s.window_id as "windowId", s.from_at as "from", s.to_at as "to", w.reason
     from maintenance_spells s join maintenance_windows w on w.id = s.window_id join devices d on fw_maintains(w, d)
     where d.id = $1 and s.to_at > now() - interval '30 days' order by s.from_at limit 500`,
    [deviceId],
  );
}
