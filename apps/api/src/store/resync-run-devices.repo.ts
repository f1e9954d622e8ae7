import type { LeftOutReason, ResyncOutcome, RunDevicePhase } from '@firewatch/shared/domain/resync';
import type { Tx } from './database.js';

/** One chosen firewall as the page shows it beside what the view tells. */
export interface RunDeviceRow {
  readonly deviceId: string;
  readonly place: 'wave' | 'by-hand' | 'left-out';
  readonly name: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly vendor: string;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly serial: string | null;
  readonly isCanary: boolean;
  readonly reason: string;
  readonly leftOutWhy: LeftOutReason | null;
  readonly estimateSeconds: number;
}

/** In the order of the plan. */
export function runDeviceRows(tx: Tx, runId: string): Promise<RunDeviceRow[]> {
  return tx.query<RunDeviceRow>(
    `select device_id as "deviceId", place, name, customer_id as "customerId", customer_name as "customerName", vendor, model, firmware,
       serial, is_canary as "isCanary", reason, left_out_why as "leftOutWhy", estimate_seconds as "estimateSeconds"
     from resync_run_devices where run_id = $1 order by wave nulls last, place, position`,
    [runId],
  );
}

/** Per run: vendors of its firewalls, and how many were left out; of one device what came of it. */
export function runFacts(
  tx: Tx,
  runIds: readonly string[],
  deviceId: string | null,
): Promise<
  {
    readonly runId: string;
    readonly vendors: string[];
    readonly leftOut: number;
    readonly device: {
      readonly phase: RunDevicePhase;
      readonly outcome: ResyncOutcome | null;
      readonly settledAt: number | null;
    } | null;
  }[]
> {
  return tx.query(
    `select run_id as "runId", coalesce(array_agg(distinct vendor) filter (where place <> 'left-out'), '{}') as vendors,
       count(*) filter (where place = 'left-out') as "leftOut",
       (jsonb_agg(jsonb_build_object('phase', phase, 'outcome', case when phase = 'done' then outcome end,
         'settledAt', case when phase = 'done' then floor(extract(epoch from settled_at) * 1000) end))
         filter (where device_id = $2))->0 as device
     from resync_run_devices where run_id = any ($1::uuid[]) group by run_id`,
    [runIds, deviceId],
  );
}

/** Instants epoch ms. */
export interface StoredTick {
  readonly deviceId: string;
  readonly attempt: number;
  readonly stepId: string;
  readonly at: number;
  readonly by: string;
  readonly evidence: string;
}

/** Of every attempt, oldest first. */
export function listTicks(tx: Tx, runId: string): Promise<StoredTick[]> {
  return tx.query<StoredTick>(
    `select device_id as "deviceId", attempt, step_id as "stepId", at, by_name as by, evidence from resync_ticks
     where run_id = $1 order by at`,
    [runId],
  );
}

/** @returns false = the step was ticked before. */
export async function insertTick(
  tx: Tx,
  tick: {
    readonly runId: string;
    readonly deviceId: string;
    readonly customerId: string;
    readonly attempt: number;
    readonly stepId: string;
    readonly evidence: string;
    readonly by: { readonly personId: string; readonly name: string };
  },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into resync_ticks (run_id, device_id, customer_id, attempt, step_id, person_id, by_name, evidence)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning 1`,
    [
      tick.runId,
      tick.deviceId,
      tick.customerId,
      tick.attempt,
      tick.stepId,
      tick.by.personId,
      tick.by.name,
      tick.evidence,
    ],
  );
  return rows.length > 0;
}

/** A new attempt of these firewalls; they are engaged again. */
export async function beginAttempts(tx: Tx, runId: string, deviceIds: readonly string[]): Promise<void> {
  await tx.query(
    `update resync_run_devices set phase = 'waiting', attempt = attempt + 1, is_engaged = true, started_at = null, asks = 0,
       asked_at = null, before = null, after = null, settled_at = null, outcome = null, outcome_words = null
     where run_id = $1 and device_id = any ($2::uuid[]) and phase in ('done', 'by-hand')`,
    [runId, deviceIds],
  );
}

/**
 * A person does these firewalls from here on: a new attempt, and what the calls of the last came to stays until this one is
 * settled. They are engaged as long as their run is not over, like every checklist.
 */
export async function beginByHand(tx: Tx, runId: string, deviceIds: readonly string[]): Promise<void> {
  await tx.query(
    `update resync_run_devices d set phase = 'by-hand', attempt = attempt + 1, asks = 0, asked_at = null, before = null, after = null,
       is_engaged = r.state not in ('stopped', 'finished'),
       outcome = case when outcome <> 'not-performed' or exists (select 1 from resync_calls c where c.run_id = d.run_id
         and c.device_id = d.device_id and c.attempt = d.attempt) then outcome end
     from resync_runs r where r.id = d.run_id and d.run_id = $1 and d.device_id = any ($2::uuid[]) and d.phase = 'done'`,
    [runId, deviceIds],
  );
}
