import type { IncidentKind } from '@firewatch/shared/domain/incident';
import type { Readability } from '@firewatch/shared/domain/reading';
import type { ResyncOutcome, RunDevicePhase, StepAnswer } from '@firewatch/shared/domain/resync';
import type { Tx } from './database.js';

/** A firewall of a plan, with what it is now. */
export interface PlannedRow {
  readonly deviceId: string;
  readonly name: string;
  readonly wave: number | null;
  readonly isCanary: boolean;
  readonly procedureId: string;
  readonly phase: RunDevicePhase;
  readonly customerId: string;
  readonly isWatched: boolean;
  readonly customerNow: string | null;
  readonly controller: string | null;
  readonly controllerNow: string | null;
  readonly vendor: string;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly productLine: string | null;
  readonly readability: Readability;
}

/** In the order of the plan. */
export function plannedRows(tx: Tx, runId: string): Promise<PlannedRow[]> {
  return tx.query<PlannedRow>(
    `select r.device_id as "deviceId", r.name, r.wave, r.is_canary as "isCanary", r.procedure_id as "procedureId", r.phase,
       r.customer_id as "customerId", d.id is not null as "isWatched", d.customer_id as "customerNow",
       r.controller, d.controller as "controllerNow", r.vendor,
       s.core->>'model' as model, s.core->>'firmware' as firmware, d.product_line as "productLine",
       coalesce(d.readability, 'api') as readability
     from resync_run_devices r left join devices d on d.id = r.device_id and d.removed_at is null
       left join device_state s on s.device_id = d.id
     where r.run_id = $1 and r.place <> 'left-out' order by r.wave nulls last, r.position`,
    [runId],
  );
}

/** Names of firewalls of the waves that still wait: held by a flag, and without a resync credential. */
export async function waitingFaults(
  tx: Tx,
  runId: string,
): Promise<{ readonly flagged: string[]; readonly withoutCredential: string[] }> {
  const rows = await tx.query<{ name: string; isFlagged: boolean; hasCredential: boolean }>(
    `select r.name, d.resync_credential_set_id is not null as "hasCredential",
       exists (select 1 from do_not_touch f where fw_covers(f, d.id, d.vendor, s.core->>'model', s.core->>'firmware')) as "isFlagged"
     from resync_run_devices r join devices d on d.id = r.device_id and d.removed_at is null
       left join device_state s on s.device_id = d.id
     where r.run_id = $1 and r.place = 'wave' and r.phase = 'waiting' order by r.wave, r.position`,
    [runId],
  );
  return {
    flagged: rows.filter((row) => row.isFlagged).map((row) => row.name),
    withoutCredential: rows.filter((row) => !row.hasCredential).map((row) => row.name),
  };
}

/** Vendors in the waves of a run, and how many firewalls it touches. */
export async function sizeOf(
  tx: Tx,
  runId: string,
): Promise<{ readonly vendors: string[]; readonly devices: number }> {
  const [row] = await tx.query<{ vendors: string[]; devices: number }>(
    `select coalesce(array_agg(distinct vendor) filter (where place = 'wave'), '{}') as vendors, count(*) as devices
     from resync_run_devices where run_id = $1 and place <> 'left-out'`,
    [runId],
  );
  return row ?? { vendors: [], devices: 0 };
}

/** What readings and runs tell of one vendor's licence authority. Instants epoch ms. */
export interface AuthoritySigns {
  readonly lastLossAt: number | null;
  readonly checkIns: { readonly at: number; readonly isHolding: boolean }[];
  readonly canaries: {
    readonly settledAt: number;
    readonly outcome: ResyncOutcome;
    readonly answer: StepAnswer | null;
  }[];
}

/**
 * A licence that came back or went is a firewall that asked its authority: newest such change of each, and canaries of every run.
 * One that is no longer missed, because a person set its baseline so, has asked nobody.
 */
export async function authoritySigns(tx: Tx, vendor: string): Promise<AuthoritySigns> {
  const [loss] = await tx.query<{ at: number | null }>(
    `select max(t.at) as at from transitions t join devices d on d.id = t.device_id
     where d.vendor = $1 and t.to_reason = 'licence-lost' and t.at > now() - interval '1 day'`,
    [vendor],
  );
  const checkIns = await tx.query<{ at: number; isHolding: boolean }>(
    `select distinct on (t.device_id) t.at, t.to_reason <> 'licence-lost' as "isHolding"
     from transitions t join devices d on d.id = t.device_id
     where d.vendor = $1 and t.at > now() - interval '2 hours'
       and (t.to_reason = 'licence-lost' or (t.from_reason = 'licence-lost' and t.to_verdict = 'protecting'))
     order by t.device_id, t.at desc`,
    [vendor],
  );
  const canaries = await tx.query<AuthoritySigns['canaries'][number]>(
    `select r.settled_at as "settledAt", r.outcome, (select c.answer from resync_calls c where c.run_id = r.run_id
         and c.device_id = r.device_id order by c.intent_at desc limit 1) as answer
     from resync_run_devices r
     where r.vendor = $1 and r.is_canary and r.outcome is not null and r.settled_at > now() - interval '1 day'`,
    [vendor],
  );
  return { lastLossAt: loss?.at ?? null, checkIns, canaries };
}

/** Open fleet incidents of these vendors, with when the newest firewall joined. Epoch ms. */
export function openFleetIncidents(
  tx: Tx,
  vendors: readonly string[],
): Promise<{ readonly kind: IncidentKind; readonly number: number; readonly lastJoinedAt: number }[]> {
  return tx.query(
    `select i.kind, i.number, max(m.joined_at) as "lastJoinedAt" from incidents i join incident_members m on m.incident_id = i.id
     where i.state = 'open' and i.kind = 'fleet' and split_part(i.cohort, '/', 1) = any ($1)
     group by i.id, i.kind, i.number order by i.number`,
    [vendors],
  );
}

/**
 * Looks at the whole fleet, whoever asks: whether a licence authority lies is not a customer's matter. Only counts and times
 * may leave here.
 */
export async function asWhole<T>(tx: Tx, look: (tx: Tx) => Promise<T>): Promise<T> {
  const [before] = await tx.query<{ scope: string }>(
    "select coalesce(current_setting('app.customers', true), '') as scope",
  );
  await tx.query("select set_config('app.customers', '*', true)");
  const found = await look(tx);
  await tx.query("select set_config('app.customers', $1, true)", [before?.scope ?? '']);
  return found;
}
