import type { ReportCall, ReportExposure } from '@firewatch/shared/domain/resync-report';
import type { ResyncOutcome, ResyncSnapshot, RunDevicePhase } from '@firewatch/shared/domain/resync';
import type { Tx } from './database.js';
import { IS_TAKEN_OVER } from './resync-engine.repo.js';

/** One firewall of a run as its evidence needs it. Instants epoch ms. */
export interface EvidenceRow {
  readonly deviceId: string;
  readonly place: 'wave' | 'by-hand' | 'left-out';
  readonly wave: number | null;
  readonly name: string;
  readonly customerName: string;
  readonly vendor: string;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly serial: string | null;
  readonly procedureId: string | null;
  readonly isTakenOver: boolean;
  readonly reason: string;
  readonly attempt: number;
  readonly phase: RunDevicePhase;
  readonly outcome: ResyncOutcome | null;
  readonly words: string | null;
  readonly before: ResyncSnapshot | null;
  readonly after: ResyncSnapshot | null;
}

/** In the order of the plan; of one customer where asked for. */
export function evidenceRows(tx: Tx, runId: string, customerId: string | null): Promise<EvidenceRow[]> {
  return tx.query<EvidenceRow>(
    `select device_id as "deviceId", place, wave, name, customer_name as "customerName", vendor, model, firmware, serial,
       procedure_id as "procedureId", ${IS_TAKEN_OVER} as "isTakenOver", reason, attempt, phase,
       case when phase = 'done' then outcome end as outcome, case when phase = 'done' then outcome_words end as words, before, after
     from resync_run_devices d where run_id = $1 and ($2::uuid is null or customer_id = $2)
     order by wave nulls last, place, position`,
    [runId, customerId],
  );
}

type Of<T> = T & { readonly deviceId: string };

/** Calls of every attempt, oldest first; `stepId` names the step of the procedure. */
export function evidenceCalls(
  tx: Tx,
  runId: string,
): Promise<Of<Omit<ReportCall, 'what'> & { readonly stepId: string }>[]> {
  return tx.query(
    `select device_id as "deviceId", step_id as "stepId", attempt, intent_at as "calledAt", answered_at as "answeredAt", answer, words
     from resync_calls where run_id = $1 order by intent_at, step_id`,
    [runId],
  );
}

/**
 * Stretches without protection that reach into the work of this run, per firewall and service the youngest.
 * A stretch is this run's story when it began before the firewall was settled and was not over before the run began.
 */
export function evidenceExposures(tx: Tx, runId: string): Promise<Of<ReportExposure>[]> {
  return tx.query(
    `select distinct on (e.device_id, e.service) e.device_id as "deviceId", e.service, e.from_at as "from", e.to_at as "to"
     from resync_run_devices d join resync_runs r on r.id = d.run_id
       join exposures e on e.device_id = d.device_id and e.from_at <= coalesce(d.settled_at, clock_timestamp())
         and (e.to_at is null or e.to_at >= coalesce(r.started_at, r.created_at))
     where d.run_id = $1 and d.place <> 'left-out' order by e.device_id, e.service, e.from_at desc`,
    [runId],
  );
}
