import type { DateMove } from '@firewatch/shared/domain/expiry-facts';
import type { DeviceCore } from '@firewatch/shared/domain/device-state';
import type { Entitlement } from '@firewatch/shared/domain/expiry';
import type { Tx } from './database.js';

/** A device whose stored state is newer than what was made of it. */
export interface ChangedDevice {
  readonly id: string;
  readonly customer_id: string;
  readonly vendor: string;
  readonly core: DeviceCore;
  /** To be given back as it is: the database's own digits of that time. */
  readonly version: string;
}

/** One process at a time does this work; false = another one is at it. Held until the transaction ends. */
export async function lockRenewals(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ is_ours: boolean }>(
    "select pg_try_advisory_xact_lock(hashtext('fw-renewals')) as is_ours",
  );
  return row?.is_ours ?? false;
}

/** Devices that changed since they were looked at, at most `limit`. */
export function changedDevices(tx: Tx, limit: number): Promise<ChangedDevice[]> {
  return tx.query<ChangedDevice>(
    `select d.id, d.customer_id, d.vendor, s.core, s.core_changed_at::text as version
     from device_state s join devices d on d.id = s.device_id and d.removed_at is null
       left join entitlement_looks l on l.device_id = s.device_id
     where l.core_changed_at is distinct from s.core_changed_at
     order by s.core_changed_at limit $1`,
    [limit],
  );
}

/** Remembers that a device was looked at as of that version. */
export async function storeLooks(tx: Tx, devices: readonly ChangedDevice[]): Promise<void> {
  const rows = devices.map(({ id, customer_id, version, core }) => ({
    device_id: id,
    customer_id,
    core_changed_at: version,
    model: core.model,
    firmware: core.firmware,
  }));
  await tx.query(
    `insert into entitlement_looks (device_id, customer_id, core_changed_at, model, firmware)
     select device_id, customer_id, core_changed_at, model, firmware from jsonb_to_recordset($1::jsonb)
       as l (device_id uuid, customer_id uuid, core_changed_at timestamptz, model text, firmware text)
     on conflict (device_id) do update set customer_id = excluded.customer_id, core_changed_at = excluded.core_changed_at,
       model = excluded.model, firmware = excluded.firmware`,
    [JSON.stringify(rows)],
  );
}

type EntitlementRow = Pick<Entitlement, 'item' | 'service' | 'name' | 'value'> & {
  readonly device_id: string;
  readonly ends_at: number | null;
};

/** What is known of these devices so far. */
export async function knownEntitlements(
  tx: Tx,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Entitlement[]>> {
  const rows = await tx.query<EntitlementRow>(
    'select device_id, item, service, name, value, ends_at from entitlements where device_id = any ($1::uuid[])',
    [deviceIds],
  );
  const known = new Map<string, Entitlement[]>();
  for (const { device_id: id, ends_at: endsAt, ...rest } of rows) {
    known.set(id, [...(known.get(id) ?? []), { ...rest, endsAt }]);
  }
  return known;
}

export interface EntitlementChange {
  readonly deviceId: string;
  readonly customerId: string;
  /** Everything the device has now; what is not named is gone. */
  readonly now: readonly Entitlement[];
  readonly moves: readonly DateMove[];
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Replaces what is known of these devices. A move later is news until a digest has told it; a move back takes that news away. */
export async function storeEntitlements(tx: Tx, changes: readonly EntitlementChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.flatMap(({ deviceId, customerId, now, moves }) =>
    now.map((one) => {
      const move = moves.find(({ items }) => items.includes(one.item));
      return {
        device_id: deviceId,
        customer_id: customerId,
        item: one.item,
        service: one.service,
        name: one.name,
        value: one.value,
        ends_at: iso(one.endsAt),
        moved_from: move ? iso(move.from) : null,
        is_news: move ? move.to > move.from : null,
      };
    }),
  );
  const json = JSON.stringify(rows);
  const fields =
    'e (device_id uuid, customer_id uuid, item text, service text, name text, value text, ends_at timestamptz, moved_from timestamptz, is_news boolean)';
  await tx.query(
    `delete from entitlements t where t.device_id = any ($1::uuid[]) and not exists (
       select 1 from jsonb_to_recordset($2::jsonb) as e (device_id uuid, item text)
       where e.device_id = t.device_id and e.item = t.item)`,
    [changes.map((one) => one.deviceId), json],
  );
  await tx.query(
    `insert into entitlements as t (device_id, customer_id, item, service, name, value, ends_at, moved_from, moved_at, is_news)
     select e.device_id, e.customer_id, e.item, e.service, e.name, e.value, e.ends_at, e.moved_from,
       case when e.moved_from is not null then now() end, coalesce(e.is_news, false)
     from jsonb_to_recordset($1::jsonb) as ${fields}
     on conflict (device_id, item) do update set customer_id = excluded.customer_id, name = excluded.name,
       value = excluded.value, ends_at = excluded.ends_at,
       moved_from = coalesce(excluded.moved_from, t.moved_from), moved_at = coalesce(excluded.moved_at, t.moved_at),
       is_news = case when excluded.moved_from is not null then excluded.is_news else t.is_news end`,
    [json],
  );
}
