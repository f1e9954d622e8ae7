import type { SignatureWatch } from '@firewatch/shared/domain/freshness';
import type { Service } from '@firewatch/shared/domain/service';
import type { Tx } from './database.js';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Watches of these devices, by device and service. */
export async function knownWatches(
  tx: Tx,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, SignatureWatch>> {
  const rows = await tx.query<{
    device_id: string;
    service: Service;
    published_at: number;
    attempted_at: number | null;
    checks: number;
  }>(
    `select device_id, service, published_at, attempted_at, checks from signature_watches where device_id = any ($1::uuid[])`,
    [deviceIds],
  );
  return new Map(
    rows.map((row) => [
      watchKey(row.device_id, row.service),
      { publishedAt: row.published_at, attemptedAt: row.attempted_at, checks: row.checks },
    ]),
  );
}

export const watchKey = (deviceId: string, service: Service): string => `${deviceId}/${service}`;

export interface WatchChange {
  readonly deviceId: string;
  readonly customerId: string;
  readonly service: Service;
  /** Null = there is no database to watch. */
  readonly watch: SignatureWatch | null;
}

/** Writes the watches that changed; marks stay as they are until they are looked at. */
export async function storeWatches(tx: Tx, changes: readonly WatchChange[]): Promise<void> {
  const ended = changes.filter(({ watch }) => watch === null);
  if (ended.length > 0) {
    await tx.query(
      `delete from signature_watches w using unnest($1::uuid[], $2::text[]) as e (device_id, service)
       where w.device_id = e.device_id and w.service = e.service`,
      [ended.map((one) => one.deviceId), ended.map((one) => one.service)],
    );
  }
  const rows = changes.flatMap(({ deviceId, customerId, service, watch }) =>
    watch === null
      ? []
      : [
          {
            device_id: deviceId,
            customer_id: customerId,
            service,
            published_at: iso(watch.publishedAt),
            attempted_at: iso(watch.attemptedAt),
            checks: watch.checks,
          },
        ],
  );
  if (rows.length === 0) return;
  await tx.query(
    `insert into signature_watches (device_id, customer_id, service, published_at, attempted_at, checks)
     select w.device_id, w.customer_id, w.service, w.published_at, w.attempted_at, w.checks
     from jsonb_to_recordset($1::jsonb)
       as w (device_id uuid, customer_id uuid, service text, published_at timestamptz, attempted_at timestamptz, checks integer)
     on conflict (device_id, service) do update set customer_id = excluded.customer_id,
       published_at = excluded.published_at, attempted_at = excluded.attempted_at, checks = excluded.checks`,
    [JSON.stringify(rows)],
  );
}

/** A watch with the marks it bears, of a device that answers. */
export interface MarkedWatch {
  readonly device_id: string;
  readonly customer_id: string;
  readonly vendor: string;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly service: Service;
  readonly published_at: number;
  readonly attempted_at: number | null;
  readonly checks: number;
  readonly is_frozen: boolean;
  readonly behind_ms: number | null;
}

/**
 * Every watch of devices that answer and whose service is meant to run. A device that is silent keeps its marks: nothing
 * new is known of it, and its old date must not move the median of its sisters.
 */
export function liveWatches(tx: Tx): Promise<MarkedWatch[]> {
  return tx.query<MarkedWatch>(
    `select w.device_id, w.customer_id, d.vendor, l.model, l.firmware, w.service, w.published_at, w.attempted_at, w.checks,
       w.is_frozen, w.behind_ms
     from signature_watches w join devices d on d.id = w.device_id and d.removed_at is null
       join device_state s on s.device_id = w.device_id and s.contact = 'reachable' and s.shown_until > now()
       join entitlement_looks l on l.device_id = w.device_id
     where coalesce(d.expected ->> w.service, 'on') = 'on'`,
  );
}

export interface WatchMark {
  readonly deviceId: string;
  readonly service: Service;
  readonly isFrozen: boolean;
  readonly behindMs: number | null;
}

/** A mark that ends may be told again when it comes back. */
export async function storeMarks(tx: Tx, marks: readonly WatchMark[]): Promise<void> {
  if (marks.length === 0) return;
  await tx.query(
    `update signature_watches w set is_frozen = m.is_frozen, behind_ms = m.behind_ms,
       told_frozen = w.told_frozen and m.is_frozen, told_behind = w.told_behind and m.behind_ms is not null
     from jsonb_to_recordset($1::jsonb) as m (device_id uuid, service text, is_frozen boolean, behind_ms bigint)
     where w.device_id = m.device_id and w.service = m.service`,
    [
      JSON.stringify(
        marks.map((one) => ({
          device_id: one.deviceId,
          service: one.service,
          is_frozen: one.isFrozen,
          behind_ms: one.behindMs,
        })),
      ),
    ],
  );
}
