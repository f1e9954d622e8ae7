import type { Baseline } from '@firewatch/shared/domain/fact';
import type { Service } from '@firewatch/shared/domain/service';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from './database.js';

export interface IntendedAct {
  readonly id: string;
  readonly incidentId: string;
  readonly service: Service;
  readonly reason: string;
}

export interface BaselineRow {
  readonly id: string;
  readonly name: string;
  readonly customer_id: string;
  readonly baseline: Baseline;
  readonly was_confirmed: boolean;
}

/** Locks devices in id order: two people who act on overlapping lists wait for each other and never in a circle. */
export function lockBaselines(tx: Tx, deviceIds: readonly string[]): Promise<BaselineRow[]> {
  return tx.query<BaselineRow>(
    `select id, name, customer_id, baseline, baseline_confirmed_at is not null as was_confirmed from devices
     where id = any ($1::uuid[]) and removed_at is null order by id for update`,
    [deviceIds],
  );
}

/** Stores the act with what stood before, sets the baseline, and has the devices judged anew at once. */
export async function storeIntended(
  tx: Tx,
  caller: Caller,
  act: IntendedAct,
  devices: readonly BaselineRow[],
): Promise<void> {
  await tx.query(
    `insert into intended_acts (id, incident_id, service, reason, person_id, person_name) values ($1, $2, $3, $4, $5, $6)`,
    [act.id, act.incidentId, act.service, act.reason, caller.personId, caller.name],
  );
  await tx.query(
    `insert into intended_devices (act_id, device_id, customer_id, before, was_confirmed)
     select $1, id, customer_id, baseline, baseline_confirmed_at is not null from devices where id = any ($2::uuid[])`,
    [act.id, devices.map((device) => device.id)],
  );
  await tx.query(
    `update devices set baseline = baseline || jsonb_build_object($2::text, 'off'), baseline_confirmed_at = now()
     where id = any ($1::uuid[])`,
    [devices.map((device) => device.id), act.service],
  );
  await judgeAnew(
    tx,
    devices.map((device) => device.id),
  );
}

/** What is expected of these devices changed: their stored state is judged by it at once, without a read. */
export async function judgeAnew(tx: Tx, deviceIds: readonly string[]): Promise<void> {
  await tx.query(
    `update device_state set wake_at = now() where device_id in (
       select device_id from device_state where device_id = any ($1::uuid[]) order by device_id for update)`,
    [deviceIds],
  );
}

export interface StoredAct extends IntendedAct {
  readonly undoneAt: number | null;
  readonly undoneBy: string | null;
}

export async function lockAct(tx: Tx, id: string): Promise<StoredAct | null> {
  const [act] = await tx.query<StoredAct>(
    `select id, incident_id as "incidentId", service, reason, undone_at as "undoneAt", undone_name as "undoneBy"
     from intended_acts where id = $1 for update`,
    [id],
  );
  return act ?? null;
}

export interface UndoneDevice {
  readonly id: string;
  readonly name: string;
  readonly customer_id: string;
}

/**
 * Puts the former expectation back where it is still the one of the act; a device without one is expected to protect.
 * @returns the devices changed.
 */
export async function undoIntended(tx: Tx, caller: Caller, act: StoredAct): Promise<UndoneDevice[]> {
  await tx.query(
    'update intended_acts set undone_at = now(), undone_by = $2, undone_name = $3 where id = $1',
    [act.id, caller.personId, caller.name],
  );
  const rows = await tx.query<UndoneDevice>(
    `with mine as (select i.device_id, i.before, i.was_confirmed from intended_devices i
       join devices d on d.id = i.device_id where i.act_id = $1 order by i.device_id for update of d)
     update devices d set baseline = d.baseline || jsonb_build_object($2::text, coalesce(m.before ->> $2, 'on')),
       baseline_confirmed_at = case when m.was_confirmed then d.baseline_confirmed_at end
     from mine m where d.id = m.device_id and d.removed_at is null and d.baseline ->> $2 = 'off'
     returning d.id, d.name, d.customer_id`,
    [act.id, act.service],
  );
  await judgeAnew(
    tx,
    rows.map((row) => row.id),
  );
  return rows;
}

/** What was declared intended from an incident, youngest first; RLS leaves out devices of other customers. */
export async function intendedOf(tx: Tx, incidentId: string): Promise<IncidentDetail['intended']> {
  const rows = await tx.query<{
    id: string;
    service: Service;
    at: number;
    by: string;
    reason: string;
    devices: string[];
    undone_at: number | null;
    undone_name: string | null;
  }>(
    `select a.id, a.service, a.at, a.person_name as by, a.reason, a.undone_at, a.undone_name,
       array(select d.name from intended_devices i join devices d on d.id = i.device_id where i.act_id = a.id order by d.name) as devices
     from intended_acts a where a.incident_id = $1 order by a.at desc, a.id limit 200`,
    [incidentId],
  );
  return rows.map(({ undone_at: undoneAt, undone_name: undoneBy, at, ...row }) => ({
    ...row,
    at: new Date(at).toISOString(),
    undoneAt: isoOrNull(undoneAt),
    undoneBy,
  }));
}
