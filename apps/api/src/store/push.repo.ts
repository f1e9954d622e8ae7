import type { PushedEvent, PushRead } from '@firewatch/shared/domain/push';
import type { ReadScope } from '@firewatch/shared/domain/reading';
import type { Tx } from './database.js';

/** Most serial numbers kept that no device has: whoever invents them cannot fill the disk. */
const MOST_UNKNOWN = 500;
/** One not heard of for so long makes room for another. */
const UNKNOWN_KEPT = '7 days';
/** A listener that has not said so for this long is gone, s. */
const INTAKE_GONE_S = 45;

/** What was heard of one serial number since the last look. */
export interface Heard {
  readonly vendor: string;
  readonly event: PushedEvent;
  readonly lines: number;
  /** Address of the sender. */
  readonly source: string;
}

export interface KnownSender {
  readonly vendor: string;
  readonly serial: string;
  readonly deviceId: string;
  readonly customerId: string;
  readonly readAt: number | null;
  readonly readScope: ReadScope;
}

/** Whose serial numbers these are: the device's own, or one accepted for it (the partner of a pair). */
export function sendersOf(tx: Tx, heard: readonly Pick<Heard, 'vendor' | 'event'>[]): Promise<KnownSender[]> {
  return tx.query<KnownSender>(
    `with heard as (select * from unnest($1::text[], $2::text[]) as h (vendor, serial))
     select distinct on (h.vendor, h.serial) h.vendor, h.serial, d.id as "deviceId", d.customer_id as "customerId",
       p.read_at as "readAt", coalesce(p.read_scope, 'pulse') as "readScope"
     from heard h join devices d on d.vendor = h.vendor and d.removed_at is null
       and (upper(translate(d.serial, '-:', '')) = h.serial or exists (select 1 from device_identities i
         where i.device_id = d.id and upper(translate(i.serial, '-:', '')) = h.serial))
     left join push_last p on p.device_id = d.id`,
    [heard.map((one) => one.vendor), heard.map((one) => one.event.serial)],
  );
}

/** The last event of each device, with its lines added. */
export async function keepLast(
  tx: Tx,
  entries: readonly (Heard & Pick<KnownSender, 'deviceId' | 'customerId'>)[],
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `insert into push_last (device_id, customer_id, at, event_id, text, message, action, lines)
     select e.device_id, e.customer_id, clock_timestamp(), e.event_id, e.text, e.message, e.action, e.lines
     from jsonb_to_recordset($1::jsonb) as e (device_id uuid, customer_id uuid, event_id text, text text, message text, action text, lines bigint)
     order by e.device_id
     on conflict (device_id) do update set customer_id = excluded.customer_id, at = excluded.at, event_id = excluded.event_id,
       text = excluded.text, message = excluded.message, action = excluded.action, lines = push_last.lines + excluded.lines`,
    [
      JSON.stringify(
        entries.map(({ deviceId, customerId, event, lines }) => ({
          device_id: deviceId,
          customer_id: customerId,
          event_id: event.eventId,
          text: event.text,
          message: event.message,
          action: event.action,
          lines,
        })),
      ),
    ],
  );
}

/** @returns how many new serial numbers the list had no room for. */
export async function keepUnknown(tx: Tx, heard: readonly Heard[]): Promise<number> {
  if (heard.length === 0) return 0;
  await tx.query(
    `delete from push_unknown where ignored_at is null and last_seen_at < now() - interval '${UNKNOWN_KEPT}'`,
  );
  const rows = JSON.stringify(
    heard.map(({ vendor, event, lines, source }) => ({
      vendor,
      serial: event.serial,
      source,
      lines,
      message: event.message,
    })),
  );
  const [stored] = await tx.query<{ stored: number }>(
    `with heard as (
       select * from jsonb_to_recordset($1::jsonb) as h (vendor text, serial text, source text, lines bigint, message text)),
     seen as (
       update push_unknown u set last_seen_at = clock_timestamp(), lines = u.lines + h.lines, source = h.source, message = h.message
       from heard h where u.vendor = h.vendor and u.serial = h.serial returning u.vendor, u.serial),
     added as (
       insert into push_unknown (vendor, serial, source, lines, message)
       select h.vendor, h.serial, h.source, h.lines, h.message from heard h
       where not exists (select 1 from push_unknown u where u.vendor = h.vendor and u.serial = h.serial)
       order by h.serial limit greatest(0, $2 - (select count(*) from push_unknown))
       on conflict (vendor, serial) do nothing returning 1)
     select (select count(*) from seen) + (select count(*) from added) as stored`,
    [rows, MOST_UNKNOWN],
  );
  return heard.length - (stored?.stored ?? 0);
}

/** Keeps which read a device was granted. */
export async function keepRead(tx: Tx, deviceId: string, read: PushRead): Promise<void> {
  await tx.query('update push_last set read_at = $2, read_scope = $3 where device_id = $1', [
    deviceId,
    new Date(read.at),
    read.scope,
  ]);
}

/** The serial is somebody's now: it leaves the list. */
export async function dropEnrolled(
  tx: Tx,
  known: readonly Pick<KnownSender, 'vendor' | 'serial'>[],
): Promise<void> {
  if (known.length === 0) return;
  await tx.query(
    `delete from push_unknown u using unnest($1::text[], $2::text[]) as k (vendor, serial)
     where u.vendor = k.vendor and u.serial = k.serial`,
    [known.map((one) => one.vendor), known.map((one) => one.serial)],
  );
}

export interface IntakeBeat {
  readonly holder: string;
  readonly listens: string | null;
  readonly fault: string | null;
  readonly linesPerMinute: number;
  readonly droppedPerMinute: number;
}

export async function beatIntake(tx: Tx, beat: IntakeBeat): Promise<void> {
  await tx.query(
    `insert into push_intake (holder, beat_at, listens, fault, lines_per_minute, dropped_per_minute)
     values ($1, clock_timestamp(), $2, $3, $4, $5)
     on conflict (holder) do update set beat_at = excluded.beat_at, listens = excluded.listens, fault = excluded.fault,
       lines_per_minute = excluded.lines_per_minute, dropped_per_minute = excluded.dropped_per_minute`,
    [beat.holder, beat.listens, beat.fault, beat.linesPerMinute, beat.droppedPerMinute],
  );
  await tx.query("delete from push_intake where beat_at < now() - interval '1 day'");
}

export async function endIntake(tx: Tx, holder: string): Promise<void> {
  await tx.query('delete from push_intake where holder = $1', [holder]);
}

/** Of every process that listens; `isGone` = it has not said so lately. Unknown = serial numbers nobody has dealt with. */
export async function intakeHealth(tx: Tx): Promise<{
  readonly intakes: readonly (IntakeBeat & { readonly isGone: boolean })[];
  readonly unknown: number;
}> {
  const intakes = await tx.query<IntakeBeat & { isGone: boolean }>(
    `select holder, listens, fault, lines_per_minute as "linesPerMinute", dropped_per_minute as "droppedPerMinute",
       beat_at < now() - interval '${INTAKE_GONE_S} seconds' as "isGone" from push_intake order by holder`,
  );
  const [row] = await tx.query<{ n: number }>(
    'select count(*) as n from push_unknown where ignored_at is null',
  );
  return { intakes, unknown: row?.n ?? 0 };
}

export interface UnknownRow {
  readonly id: string;
  readonly vendor: string;
  readonly serial: string;
  readonly source: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly lines: number;
  readonly message: string;
  readonly ignoredAt: number | null;
  readonly ignoredBy: string | null;
}

/** Latest heard first; those a person ignores only when asked for. */
export function listUnknown(tx: Tx, isIgnored: boolean): Promise<UnknownRow[]> {
  return tx.query<UnknownRow>(
    `select id, vendor, serial, source, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt", lines, message,
       ignored_at as "ignoredAt", ignored_by_name as "ignoredBy"
     from push_unknown where (ignored_at is not null) = $1 order by last_seen_at desc, serial limit ${MOST_UNKNOWN}`,
    [isIgnored],
  );
}

/** @returns its serial; null = there is none. */
export async function ignoreUnknown(
  tx: Tx,
  id: string,
  by: { readonly name: string } | null,
): Promise<string | null> {
  const [row] = await tx.query<{ serial: string }>(
    `update push_unknown set ignored_at = case when $2::text is null then null else now() end, ignored_by_name = $2
     where id = $1 returning serial`,
    [id, by?.name ?? null],
  );
  return row?.serial ?? null;
}

export interface LastPushed {
  readonly at: number;
  readonly eventId: string;
  readonly text: string | null;
  readonly message: string;
  readonly lines: number;
}

export async function lastPushed(tx: Tx, deviceId: string): Promise<LastPushed | null> {
  const [row] = await tx.query<LastPushed>(
    'select at, event_id as "eventId", text, message, lines from push_last where device_id = $1',
    [deviceId],
  );
  return row ?? null;
}
