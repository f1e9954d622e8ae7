import type { DeviceCore, DevicePulse } from '@firewatch/shared/domain/device-state';
import type { Release } from '@firewatch/shared/domain/contact-step';
import { initialState, releaseHold } from '@firewatch/shared/domain/device-step';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { Tx } from './database.js';
import { makeDue } from './poll-slots.repo.js';

/** Fractions n·φ of any run of consecutive n lie evenly in [0, 1): no gap is larger than about 1.6 mean gaps (three-gap theorem). */
const GOLDEN = 0.618_033_988_749_894_9;

/**
 * Gives a device its slot and its empty state; the first read, a full one, is due now.
 * The ordinal is counted in `installation`, which every scope sees: phases are even over all customers.
 */
export async function enrol(
  tx: Tx,
  device: {
    readonly deviceId: string;
    readonly customerId: string;
    readonly intervalMs: number;
    /** Nobody reaches it from here: its slot is held until a person says otherwise. Absent = it is read. */
    readonly isUnreached?: boolean;
  },
): Promise<void> {
  const [row] = await tx.query<{ ordinal: number }>(
    `insert into installation (key, value) values ('poll-ordinal', '{"last": 0}')
     on conflict (key) do update set value = jsonb_build_object('last', (installation.value ->> 'last')::bigint + 1)
     returning (value ->> 'last')::bigint as ordinal`,
  );
  const phaseMs = Math.floor((((row?.ordinal ?? 0) * GOLDEN) % 1) * device.intervalMs);
  const { core, pulse } = initialState();
  await tx.query(`insert into device_state (device_id, customer_id, core, pulse) values ($1, $2, $3, $4)`, [
    device.deviceId,
    device.customerId,
    JSON.stringify(core),
    JSON.stringify(pulse),
  ]);
  await tx.query(
    `insert into poll_slots (device_id, customer_id, interval_ms, phase_ms, due_at, hold_until, due_why, due_scope)
     values ($1, $2, $3, $4, case when $5 then 'infinity' else now() end, case when $5 then 'infinity'::timestamptz end, 'enrol', 'full')`,
    [device.deviceId, device.customerId, device.intervalMs, phaseMs, device.isUnreached === true],
  );
  await tx.query("select pg_notify('fw_due', '')");
}

/** Keeps the device's place in the spread: the same fraction of the new interval. */
export async function changeInterval(tx: Tx, deviceId: string, intervalMs: number): Promise<void> {
  await tx.query(
    `update poll_slots p set interval_ms = $2, phase_ms = n.phase_ms, slot_at = n.slot_at,
       due_at = case when p.lease_until > now() or p.due_at > now() + interval '1 day' then p.due_at else least(p.due_at, n.slot_at) end
     from (select o.device_id, o.phase_ms,
         to_timestamp(((floor((extract(epoch from now()) * 1000 - o.phase_ms) / $2::int) + 1) * $2::int + o.phase_ms) / 1000.0) as slot_at
       from (select device_id, floor(phase_ms::float8 / interval_ms * $2::int)::int as phase_ms
         from poll_slots where device_id = $1 for update) o) n
     where p.device_id = n.device_id`,
    [deviceId, intervalMs],
  );
  await tx.query("select pg_notify('fw_due', '')");
}

/**
 * After a person gave a new credential or accepted an identity: the hold is lifted and a full read is due now. A device
 * whose credential is refused stays held until it gets another one, whatever else was approved.
 */
export async function startAgain(tx: Tx, deviceIds: readonly string[], by: Release): Promise<void> {
  if (deviceIds.length === 0) return;
  // Slot before state: the order in which every writer of both locks them.
  await tx.query('select 1 from poll_slots where device_id = any ($1) order by device_id for update', [
    deviceIds,
  ]);
  const rows = await tx.query<{ device_id: string; core: DeviceCore; pulse: DevicePulse }>(
    'select device_id, core, pulse from device_state where device_id = any ($1) order by device_id for update',
    [deviceIds],
  );
  const free: string[] = [];
  for (const row of rows) {
    const before = { core: row.core, pulse: row.pulse };
    const { core } = releaseHold(before, by, DEFAULT_POLICY);
    if (core.contact.state !== 'auth-failed') free.push(row.device_id);
    if (core === before.core) continue;
    await tx.query(
      'update device_state set core = $2, contact = $3, core_changed_at = now() where device_id = $1',
      [row.device_id, JSON.stringify(core), core.contact.state],
    );
  }
  await tx.query('update poll_slots set hold_until = null where device_id = any ($1)', [free]);
  await makeDue(tx, free, { why: 'asked', scope: 'full' });
}

/** Stops watching: no slot, no state, so no read, no count; a read in flight is thrown away when it ends. History stays. */
export async function withdraw(tx: Tx, deviceIds: readonly string[]): Promise<void> {
  await tx.query('delete from poll_slots where device_id = any ($1)', [deviceIds]);
  await tx.query('delete from device_state where device_id = any ($1)', [deviceIds]);
}

/** Ends what a removed device left open, at its removal: exposure and blind time belong to the engine, not to the app. */
export async function closeWithdrawn(tx: Tx): Promise<void> {
  for (const table of ['exposures', 'blind_spells']) {
    await tx.query(
      `update ${table} x set to_at = greatest(x.from_at, d.removed_at) from devices d
       where d.id = x.device_id and x.to_at is null and d.removed_at is not null`,
    );
  }
}
