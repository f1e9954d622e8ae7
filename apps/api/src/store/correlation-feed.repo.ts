import type { StoredEvent } from './events.repo.js';
import type { Tx } from './database.js';
import { nextTurn } from './maintenance-engine.repo.js';

const CURSOR = 'correlation';
/** Any fixed number; `fw` and the stage in ASCII. */
const LOCK = 0x66_77_63_6f;

export interface Feed {
  readonly events: readonly StoredEvent[];
  readonly cursor: number;
  /** Cursor after these events. */
  readonly next: number;
  readonly hasMore: boolean;
  /** Database clock, epoch ms. */
  readonly now: number;
}

/**
 * What happened since the last pass, in commit order, of the types asked for.
 * Shape   null = another process is passing right now; the lock goes with the transaction, so whoever dies frees it.
 */
export async function takeFeed(tx: Tx, types: readonly string[], limit: number): Promise<Feed | null> {
  // In a statement of its own: the next one must not see the world from before the lock.
  const [lock] = await tx.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [LOCK]);
  if (!lock?.mine) return null;
  const [at] = await tx.query<{ cursor: number | null; head: number; now: number }>(
    `select (select event_id from cursors where name = $1) as cursor, (select last from event_head) as head, clock_timestamp() as now`,
    [CURSOR],
  );
  if (!at) throw new Error('event_head has no row: the schema is incomplete');
  const cursor = at.cursor ?? 0;
  if (at.head === cursor) return { events: [], cursor, next: cursor, hasMore: false, now: at.now };
  const events = await tx.query<StoredEvent>(
    `select id, at, type, customer_id, device_id, incident_id, payload from events
     where id > $1 and id <= $2 and type = any($3::text[]) order by id limit $4`,
    [cursor, at.head, types, limit],
  );
  const hasMore = events.length === limit;
  return { events, cursor, next: hasMore ? (events.at(-1)?.id ?? at.head) : at.head, hasMore, now: at.now };
}

export async function moveFeed(tx: Tx, to: number): Promise<void> {
  await tx.query(
    `insert into cursors (name, event_id, moved_at) values ($1, $2, now())
     on conflict (name) do update set event_id = excluded.event_id, moved_at = now()`,
    [CURSOR, to],
  );
}

/** Anything whose time has come, and when the next such time is (epoch ms; null = nothing is waiting). */
export async function nextTimes(tx: Tx): Promise<{ readonly nextAt: number | null }> {
  const [row] = await tx.query<{ at: number | null }>(
    `select least((select min(next_look_at) from incidents where next_look_at is not null),
       (select min(next_look_at) from cohort_windows where next_look_at is not null)) as at`,
  );
  const turn = await nextTurn(tx);
  const times = [row?.at ?? null, turn].filter((one) => one !== null);
  return { nextAt: times.length === 0 ? null : Math.min(...times) };
}

export interface DeviceRef {
  readonly id: string;
  readonly name: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly siteId: string | null;
  readonly siteName: string | null;
  readonly cohort: string;
  readonly vendor: string;
  /** Null on a checklist, and once it is removed: its way in is destroyed. */
  readonly credentialSetId: string | null;
  readonly credentialName: string | null;
  readonly isRemoved: boolean;
}

/** Who the events are about. */
export async function deviceRefs(tx: Tx, deviceIds: readonly string[]): Promise<Map<string, DeviceRef>> {
  if (deviceIds.length === 0) return new Map();
  const rows = await tx.query<DeviceRef>(
    `select d.id, d.name, d.customer_id as "customerId", c.name as "customerName", d.site_id as "siteId", s.name as "siteName",
       d.cohort, d.vendor, d.credential_set_id as "credentialSetId", k.name as "credentialName", d.removed_at is not null as "isRemoved"
     from devices d join customers c on c.id = d.customer_id left join sites s on s.id = d.site_id
       left join credential_sets k on k.id = d.credential_set_id
     where d.id = any($1::uuid[])`,
    [deviceIds],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** What a member's row remembers of its device at the time it joins. */
export interface DeviceFacts {
  readonly model: string | null;
  readonly firmware: string | null;
  readonly signatureVersion: string | null;
  /** Last believed licence end by service, epoch ms. */
  readonly ends: Readonly<Record<string, number | null>>;
}

export async function deviceFacts(tx: Tx, deviceIds: readonly string[]): Promise<Map<string, DeviceFacts>> {
  if (deviceIds.length === 0) return new Map();
  const rows = await tx.query<DeviceFacts & { id: string }>(
    `select device_id as id, core->>'model' as model, core->>'firmware' as firmware,
       (select f.value->'signatures'->>'version' from jsonb_each(core->'facts') f
         where f.value->'signatures'->>'version' is not null limit 1) as "signatureVersion",
       coalesce((select jsonb_object_agg(e.key, e.value->'believedEndAt') from jsonb_each(core->'services') e), '{}') as ends
     from device_state where device_id = any($1::uuid[])`,
    [deviceIds],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export interface SilentRow {
  readonly deviceId: string;
  readonly siteId: string | null;
  readonly cohort: string;
  readonly firstFailedAt: number;
  readonly why: string | null;
  readonly detail: string;
}

/** Devices of these sites or cohorts whose reads fail now, since when and why. */
export function silentDevices(
  tx: Tx,
  group: { readonly siteId: string | null; readonly cohort: string },
): Promise<SilentRow[]> {
  return tx.query<SilentRow>(
    `select d.id as "deviceId", d.site_id as "siteId", d.cohort, s.core->'contact'->>'why' as why,
       coalesce(s.core->'contact'->>'detail', '') as detail,
       coalesce((s.core->'contact'->>'failingSince')::float8, (s.core->'contact'->>'since')::float8) as "firstFailedAt"
     from device_state s join devices d on d.id = s.device_id
     where (d.site_id = $1 or d.cohort = $2) and d.removed_at is null and s.contact in ('failing', 'no-data')
       and coalesce(s.core->'contact'->>'failingSince', s.core->'contact'->>'since') is not null`,
    [group.siteId, group.cohort],
  );
}

export async function siteSize(tx: Tx, siteId: string | null): Promise<number> {
  if (siteId === null) return 0;
  const [row] = await tx.query<{ size: number }>(
    'select count(*) as size from devices where site_id = $1 and removed_at is null',
    [siteId],
  );
  return row?.size ?? 0;
}

/** Of these devices, those whose last read was a good one. */
export async function answering(tx: Tx, deviceIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ device_id: string }>(
    `select device_id from device_state where device_id = any($1::uuid[]) and contact = 'reachable'`,
    [deviceIds],
  );
  return rows.map((row) => row.device_id);
}
