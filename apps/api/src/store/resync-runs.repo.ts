import type { ResyncCaps, ResyncProcedure, RunState } from '@firewatch/shared/domain/resync';
import type { ResyncChoice } from '@firewatch/shared/wire/resync';
import type { Tx } from './database.js';

/** A run without its firewalls. Instants epoch ms. */
export interface StoredRun {
  readonly id: string;
  readonly number: number;
  readonly state: RunState;
  readonly choice: ResyncChoice;
  readonly incident: { readonly id: string; readonly kind: string; readonly number: number } | null;
  readonly caps: ResyncCaps;
  readonly procedures: readonly ResyncProcedure[];
  readonly hash: string;
  readonly estimateSeconds: number;
  readonly customerIds: readonly string[];
  readonly createdAt: number;
  readonly createdById: string;
  readonly createdBy: string;
  readonly approvedAt: number | null;
  readonly approvedById: string | null;
  readonly approvedBy: string | null;
  readonly scheduledAt: number | null;
  readonly startedAt: number | null;
  readonly startedById: string | null;
  readonly startedBy: string | null;
  readonly steppedUpAt: number | null;
  readonly beginsAt: number | null;
  readonly overrideReason: string | null;
  readonly overrideBy: string | null;
  readonly overrideAt: number | null;
  readonly stoppedWhy: string | null;
  readonly endedAt: number | null;
  /** Whoever asks sees every customer of it. */
  readonly isOwn: boolean;
  readonly now: number;
}

const RUN = `select r.id, r.number, r.state, r.choice,
    case when i.id is null then null else jsonb_build_object('id', i.id, 'kind', i.kind, 'number', i.number) end as incident,
    r.caps, r.procedures, r.hash, r.estimate_seconds as "estimateSeconds", r.customer_ids as "customerIds",
    r.created_at as "createdAt", r.created_by as "createdById", r.created_by_name as "createdBy",
    r.approved_at as "approvedAt", r.approved_by as "approvedById", r.approved_by_name as "approvedBy",
    r.scheduled_at as "scheduledAt", r.started_at as "startedAt", r.started_by as "startedById", r.started_by_name as "startedBy",
    r.stepped_up_at as "steppedUpAt", r.begins_at as "beginsAt", r.override_reason as "overrideReason",
    r.override_by_name as "overrideBy", r.override_at as "overrideAt", r.stopped_why as "stoppedWhy", r.ended_at as "endedAt",
    fw_sees_each(r.customer_ids) as "isOwn", clock_timestamp() as now
  from resync_runs r left join incidents i on i.id = r.incident_id`;

/** Youngest first; one more than `limit` when there is a next page. */
export function listRuns(
  tx: Tx,
  filter: {
    readonly device: string | undefined;
    readonly incident: string | undefined;
    readonly before: number | null;
    readonly limit: number;
  },
): Promise<StoredRun[]> {
  return tx.query<StoredRun>(
    `${RUN} where ($1::uuid is null or r.id in (select d.run_id from resync_run_devices d where d.device_id = $1 and d.place <> 'left-out'))
       and ($2::uuid is null or r.incident_id = $2) and ($3::bigint is null or r.number < $3)
     order by r.number desc limit $4`,
    [filter.device ?? null, filter.incident ?? null, filter.before, filter.limit + 1],
  );
}

export async function findRun(tx: Tx, id: string): Promise<StoredRun | null> {
  const [row] = await tx.query<StoredRun>(`${RUN} where r.id = $1`, [id]);
  return row ?? null;
}

/** Keeps the runner and every other change waiting. @returns null = it does not exist, or is not this person's to change. */
export async function lockRun(tx: Tx, id: string): Promise<StoredRun | null> {
  const held = await tx.query('select id from resync_runs where id = $1 for update', [id]);
  return held.length === 0 ? null : findRun(tx, id);
}

/** A firewall of a plan, as it stands now. */
export interface NewRunDevice {
  readonly deviceId: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly place: 'wave' | 'by-hand' | 'left-out';
  readonly position: number;
  readonly wave: number | null;
  readonly isCanary: boolean;
  readonly name: string;
  readonly vendor: string;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly serial: string | null;
  readonly controller: string | null;
  readonly pair: string | null;
  readonly procedureId: string | null;
  readonly reason: string;
  readonly leftOutWhy: string | null;
  readonly estimateSeconds: number;
}

export interface NewRun {
  readonly choice: ResyncChoice;
  readonly incidentId: string | null;
  readonly caps: ResyncCaps;
  readonly procedures: readonly ResyncProcedure[];
  readonly hash: string;
  readonly estimateSeconds: number;
  readonly by: { readonly personId: string; readonly name: string };
  readonly devices: readonly NewRunDevice[];
}

export async function insertRun(tx: Tx, run: NewRun): Promise<string> {
  const customerIds = [...new Set(run.devices.map((device) => device.customerId))];
  const [row] = await tx.query<{ id: string }>(
    `insert into resync_runs (choice, incident_id, caps, procedures, hash, estimate_seconds, customer_ids, created_by, created_by_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
    [
      JSON.stringify(run.choice),
      run.incidentId,
      JSON.stringify(run.caps),
      JSON.stringify(run.procedures),
      run.hash,
      run.estimateSeconds,
      customerIds,
      run.by.personId,
      run.by.name,
    ],
  );
  if (!row) throw new Error('a run was not stored');
  await tx.query(
    `insert into resync_run_devices (run_id, device_id, customer_id, customer_name, place, position, wave, is_canary, name, vendor,
       model, firmware, serial, controller, pair, procedure_id, reason, left_out_why, estimate_seconds, phase)
     select $1, d."deviceId", d."customerId", d."customerName", d.place, d.position, d.wave, d."isCanary", d.name, d.vendor,
       d.model, d.firmware, d.serial, d.controller, d.pair, d."procedureId", d.reason, d."leftOutWhy", d."estimateSeconds",
       case d.place when 'wave' then 'waiting' when 'by-hand' then 'by-hand' else 'left' end
     from jsonb_to_recordset($2::jsonb) as d ("deviceId" uuid, "customerId" uuid, "customerName" text, place text, position integer,
       wave integer, "isCanary" boolean, name text, vendor text, model text, firmware text, serial text, controller text, pair text,
       "procedureId" text, reason text, "leftOutWhy" text, "estimateSeconds" integer)`,
    [row.id, JSON.stringify(run.devices)],
  );
  return row.id;
}

export async function saveApproval(
  tx: Tx,
  id: string,
  by: { readonly personId: string; readonly name: string },
): Promise<void> {
  await tx.query(
    `update resync_runs set state = 'approved', approved_at = clock_timestamp(), approved_by = $2, approved_by_name = $3
     where id = $1`,
    [id, by.personId, by.name],
  );
}

export interface RunStart {
  readonly by: { readonly personId: string; readonly name: string };
  readonly override: string | null;
  /** Epoch ms. */
  readonly steppedUpAt: number;
  /** ISO 8601; null = now. */
  readonly at: string | null;
  /** Cancel window. */
  readonly windowMs: number;
}

/**
 * Counts down, or waits for its time; every firewall in its waves is engaged from now on.
 * @returns names of firewalls that another started run holds: nothing was started then.
 */
export async function saveStart(tx: Tx, id: string, start: RunStart): Promise<string[]> {
  const held = await heldElsewhere(tx, id);
  if (held.length > 0) return held;
  await tx.query(
    `update resync_run_devices set is_engaged = true where run_id = $1 and phase in ('waiting', 'by-hand')`,
    [id],
  );
  await tx.query(
    `update resync_runs set state = case when $2::timestamptz is null then 'counting-down' else 'scheduled' end, scheduled_at = $2,
       started_at = clock_timestamp(), started_by = $3, started_by_name = $4, stepped_up_at = $5, override_reason = $6,
       override_by_name = case when $6::text is null then null else $4 end,
       override_at = case when $6::text is null then null else clock_timestamp() end,
       begins_at = case when $2::timestamptz is null then clock_timestamp() + $7::int * interval '1 ms' end
     where id = $1`,
    [
      id,
      start.at,
      start.by.personId,
      start.by.name,
      new Date(start.steppedUpAt),
      start.override,
      start.windowMs,
    ],
  );
  return [];
}

/** Names of its firewalls, or of those asked for, that are engaged in another run. */
export async function heldElsewhere(
  tx: Tx,
  id: string,
  deviceIds: readonly string[] | null = null,
): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    `select d.name from resync_run_devices d join resync_run_devices o on o.device_id = d.device_id and o.is_engaged and o.run_id <> d.run_id
     where d.run_id = $1 and d.place <> 'left-out' and ($2::uuid[] is null or d.device_id = any ($2)) order by d.name`,
    [id, deviceIds],
  );
  return rows.map((row) => row.name);
}

export async function setRunState(
  tx: Tx,
  id: string,
  change: { readonly state: RunState; readonly why?: string; readonly isEnd?: boolean },
): Promise<void> {
  await tx.query(
    `update resync_runs set state = $2, stopped_why = coalesce($3, stopped_why),
       ended_at = case when $4 then clock_timestamp() else ended_at end where id = $1`,
    [id, change.state, change.why ?? null, change.isEnd === true],
  );
}

/** What was not begun is left as it is; everything is free for other runs. */
export async function releaseRest(tx: Tx, runId: string): Promise<void> {
  await tx.query(
    `update resync_run_devices set phase = case when phase = 'waiting' then 'left' else phase end, is_engaged = false
     where run_id = $1 and (is_engaged or phase = 'waiting')`,
    [runId],
  );
}

/** Counts down anew, for what is tried again. */
export async function countDown(tx: Tx, id: string, windowMs: number): Promise<void> {
  await tx.query(
    `update resync_runs set state = 'counting-down', begins_at = clock_timestamp() + $2::int * interval '1 ms', ended_at = null,
       stopped_why = null where id = $1`,
    [id, windowMs],
  );
}

/** Wakes the runner when the transaction commits. */
export async function wakeRunner(tx: Tx): Promise<void> {
  await tx.query("select pg_notify('fw_resync', '')");
}
