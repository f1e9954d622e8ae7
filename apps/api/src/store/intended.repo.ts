import type { Expectation } from '@firewatch/shared/domain/fact';
import type { Service } from '@firewatch/shared/domain/service';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import type { Caller } from '../platform/http/request-call.js';
import { type BaselineRow, judgeAnew } from './baselines.repo.js';
import type { Tx } from './database.js';

export interface IntendedAct {
  readonly id: string;
  readonly incidentId: string;
  readonly service: Service;
  readonly reason: string;
}

/** What was said, and of whom: of a group with all its devices, or of devices. */
export interface SaidOf {
  readonly devices: readonly BaselineRow[];
  /** `before` = what the group said of the service; null = nothing. */
  readonly group: { readonly id: string; readonly before: Expectation | null } | null;
}

/**
 * Stores the act with what stood before, and takes the service out of what is expected. For devices it becomes their
 * own word; for a group theirs is given up, so that all of it follows the group, whose baseline the caller sets.
 */
export async function storeIntended(tx: Tx, caller: Caller, act: IntendedAct, said: SaidOf): Promise<void> {
  const ids = said.devices.map((device) => device.id);
  await tx.query(
    `insert into intended_acts (id, incident_id, service, reason, person_id, person_name, device_count, for_group, group_id, group_before)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      act.id,
      act.incidentId,
      act.service,
      act.reason,
      caller.personId,
      caller.name,
      ids.length,
      said.group !== null,
      said.group?.id ?? null,
      said.group?.before ?? null,
    ],
  );
  await tx.query(
    `insert into intended_devices (act_id, device_id, customer_id, before, was_confirmed, was_own)
     select $1, id, customer_id, baseline, baseline_confirmed_at is not null, $3 = any (own_services)
     from devices where id = any ($2::uuid[])`,
    [act.id, ids, act.service],
  );
  if (said.group !== null) {
    await tx.query(
      'update devices set own_services = array_remove(own_services, $2) where id = any ($1::uuid[]) and $2 = any (own_services)',
      [ids, act.service],
    );
    return;
  }
  await tx.query(
    `update devices set baseline = baseline || jsonb_build_object($2::text, 'off'), baseline_confirmed_at = now(),
       own_services = array_append(array_remove(own_services, $2), $2) where id = any ($1::uuid[])`,
    [ids, act.service],
  );
  await judgeAnew(tx, ids);
}

export interface StoredAct extends IntendedAct {
  readonly undoneAt: number | null;
  readonly undoneBy: string | null;
  readonly forGroup: boolean;
  /** Null = for devices, or the group is gone. */
  readonly groupId: string | null;
  readonly groupBefore: Expectation | null;
  /** Devices of the act, and those of them that the scope sees. */
  readonly deviceCount: number;
  readonly seen: readonly string[];
}

export async function lockAct(tx: Tx, id: string): Promise<StoredAct | null> {
  const [act] = await tx.query<StoredAct>(
    `select id, incident_id as "incidentId", service, reason, undone_at as "undoneAt", undone_name as "undoneBy",
       for_group as "forGroup", group_id as "groupId", group_before as "groupBefore", device_count as "deviceCount",
       array(select device_id from intended_devices where act_id = $1 order by device_id) as seen
     from intended_acts where id = $1 for update`,
    [id],
  );
  return act ?? null;
}

export async function markUndone(tx: Tx, caller: Caller, actId: string): Promise<void> {
  await tx.query(
    'update intended_acts set undone_at = now(), undone_by = $2, undone_name = $3 where id = $1',
    [actId, caller.personId, caller.name],
  );
}

/**
 * Puts the former expectation back where it is still the one of the act; a device without one is expected to protect.
 * @returns ids of the devices changed; the caller has locked them.
 */
export async function restoreDevices(tx: Tx, act: StoredAct): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `update devices d set baseline = d.baseline || jsonb_build_object($2::text, coalesce(m.before ->> $2, 'on')),
       own_services = case when m.was_own then d.own_services else array_remove(d.own_services, $2) end,
       baseline_confirmed_at = case when m.was_confirmed then d.baseline_confirmed_at end
     from intended_devices m
     where m.act_id = $1 and d.id = m.device_id and d.removed_at is null and d.baseline ->> $2 = 'off' and $2 = any (d.own_services)
     returning d.id`,
    [act.id, act.service],
  );
  return rows.map((row) => row.id);
}

/** Gives devices of a group back the word of their own that the act took, unless a person gave another one since. */
export async function restoreOwn(tx: Tx, act: StoredAct): Promise<void> {
  await tx.query(
    `update devices d set own_services = array_append(d.own_services, $2) from intended_devices m
     where m.act_id = $1 and m.was_own and d.id = m.device_id and d.removed_at is null and not $2 = any (d.own_services)`,
    [act.id, act.service],
  );
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
    group: string | null;
    undone_at: number | null;
    undone_name: string | null;
  }>(
    `select a.id, a.service, a.at, a.person_name as by, a.reason, a.undone_at, a.undone_name,
       case when a.for_group then coalesce(g.name, 'its group') end as "group",
       array(select d.name from intended_devices i join devices d on d.id = i.device_id where i.act_id = a.id order by d.name) as devices
     from intended_acts a left join groups g on g.id = a.group_id where a.incident_id = $1 order by a.at desc, a.id limit 200`,
    [incidentId],
  );
  return rows.map(({ undone_at: undoneAt, undone_name: undoneBy, at, ...row }) => ({
    ...row,
    at: new Date(at).toISOString(),
    undoneAt: isoOrNull(undoneAt),
    undoneBy,
  }));
}
