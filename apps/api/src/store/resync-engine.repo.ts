import type {
  ResyncCaps,
  ResyncOutcome,
  ResyncProcedure,
  ResyncSnapshot,
  RunDevicePhase,
  RunState,
  StepCall,
} from '@firewatch/shared/domain/resync';
import type { Tx } from './database.js';

/** A run that has something to do, locked for this transaction. Instants epoch ms. */
export interface ActiveRun {
  readonly id: string;
  readonly number: number;
  readonly state: RunState;
  readonly caps: ResyncCaps;
  readonly procedures: readonly ResyncProcedure[];
  readonly beginsAt: number | null;
  readonly scheduledAt: number | null;
  readonly customerIds: readonly string[];
  readonly now: number;
}

const MOVING = "('counting-down', 'running', 'pausing', 'stopping')";
/** Checklists stay open when the waves rest or are over: what somebody ticked there is still verified, for longer than that takes. */
const TICKED = `(r.state in ('paused', 'stopped', 'finished') and r.id in (select d.run_id from resync_run_devices d
    join resync_ticks t on t.run_id = d.run_id and t.device_id = d.device_id and t.attempt = d.attempt
    where d.phase = 'by-hand' and t.at > now() - interval '1 hour'))`;
const ACTIVE = `(r.state in ${MOVING} or (r.state = 'scheduled' and r.scheduled_at <= clock_timestamp()) or ${TICKED})`;

/** Ids of runs that may have something to do, oldest first. */
export async function activeRuns(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select r.id from resync_runs r where ${ACTIVE} order by r.number`,
  );
  return rows.map((row) => row.id);
}

/** Null = another process has it in hand, or it is over. */
export async function lockActive(tx: Tx, id: string): Promise<ActiveRun | null> {
  const [row] = await tx.query<ActiveRun>(
    `select r.id, r.number, r.state, r.caps, r.procedures, r.begins_at as "beginsAt", r.scheduled_at as "scheduledAt",
       r.customer_ids as "customerIds", clock_timestamp() as now
     from resync_runs r where r.id = $1 and ${ACTIVE} for update of r skip locked`,
    [id],
  );
  return row ?? null;
}

export interface ViewRow {
  readonly deviceId: string;
  readonly customerId: string;
  readonly name: string;
  readonly vendor: string;
  readonly controller: string | null;
  readonly pair: string | null;
  readonly wave: number | null;
  readonly procedureId: string;
  /** A person does, or did, in this attempt what its procedure did not bring about by call. */
  readonly isTakenOver: boolean;
  readonly attempt: number;
  readonly phase: RunDevicePhase;
  readonly startedAt: number | null;
  readonly asks: number;
  readonly askedAt: number | null;
  readonly before: ResyncSnapshot | null;
  /** What it was judged by, once it is settled. */
  readonly after: ResyncSnapshot | null;
  readonly settledAt: number | null;
  readonly outcome: ResyncOutcome | null;
}

/** Planned for calls, now by hand: on its checklist, or settled by what was ticked there. Nobody is taken over in the first attempt. */
export const IS_TAKEN_OVER = `(d.wave is not null and d.attempt > 1 and (d.phase = 'by-hand' or exists (select 1 from resync_ticks t
    where t.run_id = d.run_id and t.device_id = d.device_id and t.attempt = d.attempt)))`;

/** How much of settled firewalls is looked at: `whole` = as people see it; `outcome` = all that the next decision rests on. */
export type SettledPart = 'whole' | 'outcome';

/** Firewalls of a run that are in its waves or by hand, in their order. */
export function loadRunDevices(tx: Tx, runId: string, settled: SettledPart): Promise<ViewRow[]> {
  return tx.query<ViewRow>(
    `select device_id as "deviceId", customer_id as "customerId", name, vendor, controller, pair, wave, procedure_id as "procedureId",
       ${IS_TAKEN_OVER} as "isTakenOver", attempt, phase, started_at as "startedAt", asks, asked_at as "askedAt",
       case when $2 or phase <> 'done' then before end as before, case when $2 or phase <> 'done' then after end as after,
       settled_at as "settledAt", outcome
     from resync_run_devices d where run_id = $1 and place <> 'left-out' order by wave nulls last, position`,
    [runId, settled === 'whole'],
  );
}

export interface CallRow extends StepCall {
  readonly deviceId: string;
  readonly attempt: number;
}

/**
 * Calls of the present attempts, in order; ticked steps of a checklist count as done and accepted.
 * Of settled firewalls the next decision takes only whether one that was not performed was called at all.
 */
export function loadCalls(tx: Tx, runId: string, settled: SettledPart): Promise<CallRow[]> {
  const isWanted = "($2 or d.phase <> 'done' or d.outcome = 'not-performed')";
  return tx.query<CallRow>(
    `select c.device_id as "deviceId", c.attempt, c.step_id as "stepId", c.intent_at as "intentAt", c.answered_at as "answeredAt",
       c.answer, c.words
     from resync_calls c join resync_run_devices d on d.run_id = c.run_id and d.device_id = c.device_id and d.attempt = c.attempt
     where c.run_id = $1 and ${isWanted}
     union all
     select t.device_id, t.attempt, t.step_id, t.at, t.at, 'accepted', t.evidence
     from resync_ticks t join resync_run_devices d on d.run_id = t.run_id and d.device_id = t.device_id and d.attempt = t.attempt
     where t.run_id = $1 and ${isWanted}
     order by 4`,
    [runId, settled === 'whole'],
  );
}

/** @returns false = it was begun or left before. */
export async function beginDevice(tx: Tx, runId: string, deviceId: string): Promise<boolean> {
  const rows = await tx.query(
    `update resync_run_devices set phase = 'working', started_at = clock_timestamp(), asks = 0, asked_at = null, before = null, after = null
     where run_id = $1 and device_id = $2 and phase = 'waiting' and is_engaged returning 1`,
    [runId, deviceId],
  );
  return rows.length > 0;
}

/** What the firewall had before the first call or tick of the attempt stays; re-reads are counted from the last one on. */
export async function noteCall(
  tx: Tx,
  of: { readonly runId: string; readonly deviceId: string; readonly before: ResyncSnapshot | null },
): Promise<void> {
  await tx.query(
    `update resync_run_devices set asks = 0, asked_at = null, before = coalesce(before, $3::jsonb)
     where run_id = $1 and device_id = $2`,
    [of.runId, of.deviceId, of.before === null ? null : JSON.stringify(of.before)],
  );
}

export async function countAsk(tx: Tx, runId: string, deviceIds: readonly string[]): Promise<void> {
  await tx.query(
    `update resync_run_devices set asks = asks + 1, asked_at = clock_timestamp() where run_id = $1 and device_id = any ($2::uuid[])`,
    [runId, deviceIds],
  );
}

/** @returns false = it had its outcome before. */
export async function settleDevice(
  tx: Tx,
  of: {
    readonly runId: string;
    readonly deviceId: string;
    readonly outcome: ResyncOutcome;
    readonly words: string;
    readonly after: ResyncSnapshot | null;
  },
): Promise<boolean> {
  const rows = await tx.query(
    `update resync_run_devices set phase = 'done', settled_at = clock_timestamp(), outcome = $3, outcome_words = $4, after = $5,
       is_engaged = false
     where run_id = $1 and device_id = $2 and phase in ('waiting', 'working', 'by-hand') returning 1`,
    [of.runId, of.deviceId, of.outcome, of.words, of.after === null ? null : JSON.stringify(of.after)],
  );
  return rows.length > 0;
}

/** @returns false = the run had moved on before. */
export async function moveRun(
  tx: Tx,
  id: string,
  move: {
    readonly from: readonly RunState[];
    readonly to: RunState;
    readonly why?: string;
    readonly isEnd?: boolean;
  },
): Promise<boolean> {
  const rows = await tx.query(
    `update resync_runs set state = $3, stopped_why = coalesce($4, stopped_why),
       ended_at = case when $5 then clock_timestamp() else ended_at end
     where id = $1 and state = any ($2) returning 1`,
    [id, move.from, move.to, move.why ?? null, move.isEnd === true],
  );
  return rows.length > 0;
}

/** Its time has come: from here on as if somebody had started it now. */
export async function beginCountDown(tx: Tx, id: string, windowMs: number): Promise<void> {
  await tx.query(
    `update resync_runs set state = 'counting-down', begins_at = clock_timestamp() + $2::int * interval '1 ms'
     where id = $1 and state = 'scheduled'`,
    [id, windowMs],
  );
}

/** Counts for the metrics. */
export async function resyncFigures(tx: Tx): Promise<{
  readonly runs: Readonly<Partial<Record<RunState, number>>>;
  readonly outcomes: Readonly<Partial<Record<ResyncOutcome, number>>>;
  readonly openCalls: number;
  readonly working: number;
}> {
  const [row] = await tx.query<{
    runs: Partial<Record<RunState, number>>;
    outcomes: Partial<Record<ResyncOutcome, number>>;
    openCalls: number;
    working: number;
  }>(
    `select coalesce((select jsonb_object_agg(state, n) from (select state, count(*) as n from resync_runs group by 1) r), '{}') as runs,
       coalesce((select jsonb_object_agg(outcome, n) from (select outcome, count(*) as n from resync_run_devices
         where outcome is not null group by 1) o), '{}') as outcomes,
       (select count(*) from resync_calls where answered_at is null) as "openCalls",
       (select count(*) from resync_run_devices where phase = 'working') as working`,
  );
  return row ?? { runs: {}, outcomes: {}, openCalls: 0, working: 0 };
}
