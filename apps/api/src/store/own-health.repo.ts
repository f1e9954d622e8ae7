import type { OwnCheck, OwnFinding, OwnHealthInput, ProcessBeat } from '@firewatch/shared/domain/own-health';
import { auditFault } from './audit-fault.repo.js';
import type { Tx } from './database.js';
import { ADDRESSES, CHANNEL_IS_ON } from './notices.repo.js';
import { deliveryHealth } from './fleet-health.repo.js';
import { overdue } from './poll-slots.repo.js';
import { PARTITIONED } from './partitions.js';

/** A process as it writes itself down. */
export interface OwnBeat {
  readonly id: string;
  readonly role: ProcessBeat['role'];
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly detail: Pick<ProcessBeat, 'loops' | 'blockedMs' | 'clockOffsetMs' | 'farClocks' | 'disk'> & {
    /** Jobs that wait; null = the queue did not answer. */
    readonly queueWaiting: number | null;
  };
}

export interface StoredBeat extends ProcessBeat {
  readonly id: string;
  readonly version: string;
  readonly startedAt: number;
  readonly queueWaiting: number | null;
}

/** After this long nobody waits for a silent process any more. */
const FORGOTTEN = '24 hours';

export async function writeBeat(tx: Tx, beat: OwnBeat): Promise<void> {
  await tx.query(
    `insert into process_beats (id, role, host, pid, version, detail) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set beat_at = now(), detail = excluded.detail`,
    [beat.id, beat.role, beat.host, beat.pid, beat.version, JSON.stringify(beat.detail)],
  );
}

/** A process that ends in order is not missed. */
export async function endBeat(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from process_beats where id = $1', [id]);
}

export async function forgetBeats(tx: Tx): Promise<void> {
  await tx.query(`delete from process_beats where beat_at < now() - interval '${FORGOTTEN}'`);
}

/** Processes that should run; one that died is left out once another of its role was started on its host since. */
export async function processBeats(tx: Tx): Promise<StoredBeat[]> {
  const rows = await tx.query<Omit<StoredBeat, keyof OwnBeat['detail']> & { detail: OwnBeat['detail'] }>(
    `select b.id, b.role, b.host, b.pid, b.version, b.started_at as "startedAt", b.beat_at as "beatAt", b.detail
     from process_beats b where not exists (select 1 from process_beats n
       where n.id <> b.id and n.role = b.role and n.host = b.host and n.started_at > b.beat_at)
     order by b.role, b.host, b.started_at`,
  );
  return rows.map(({ detail, ...row }) => ({ ...row, ...detail }));
}

export interface OwnHealthRow {
  /** Database clock, epoch ms. */
  readonly now: number;
  readonly auditedAt: number | null;
  readonly findings: readonly OwnFinding[];
  readonly told: readonly OwnCheck[];
  /** `yyyy-mm-dd` */
  readonly dailyOn: string | null;
  readonly pingedAt: number | null;
  readonly pingFault: string | null;
}

export async function readOwnHealth(tx: Tx): Promise<OwnHealthRow> {
  const [row] = await tx.query<OwnHealthRow>(
    `select now() as now, audited_at as "auditedAt", findings, told, to_char(daily_on, 'YYYY-MM-DD') as "dailyOn",
       pinged_at as "pingedAt", ping_fault as "pingFault" from own_health`,
  );
  if (!row) throw new Error('own_health has no row: the schema is incomplete');
  return row;
}

/** Only one process looks at a time: the lock ends with the transaction. @returns false when another one does. */
export async function lockAudit(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ mine: boolean }>(
    "select pg_try_advisory_xact_lock(hashtextextended('firewatch/audit', 0)) as mine",
  );
  return row?.mine === true;
}

export async function writeAudit(
  tx: Tx,
  audit: {
    readonly findings: readonly OwnFinding[];
    readonly told: readonly OwnCheck[];
    readonly dailyOn: string;
  },
): Promise<void> {
  await tx.query('update own_health set audited_at = now(), findings = $1, told = $2, daily_on = $3::date', [
    JSON.stringify(audit.findings),
    JSON.stringify(audit.told),
    audit.dailyOn,
  ]);
}

/** @param fault why it could not be sent; null = it was. */
export async function writePing(tx: Tx, fault: string | null): Promise<void> {
  await tx.query(
    'update own_health set ping_fault = $1, pinged_at = case when $1::text is null then now() else pinged_at end',
    [fault],
  );
}

/** Destinations still in use whose last finished message was given up, of the last 7 days. */
function deadDestinations(tx: Tx): Promise<{ channel: string; destination: string }[]> {
  return tx.query<{ channel: string; destination: string }>(
    `select c.name as channel, a.destination from channels c cross join lateral ${ADDRESSES} as a (destination)
     cross join lateral (select d.state from deliveries d where d.channel_id = c.id and d.destination = a.destination
       and d.state in ('delivered', 'dead') and d.created_at > now() - interval '7 days'
       order by d.created_at desc, d.id desc limit 1) last
     where ${CHANNEL_IS_ON} and last.state = 'dead' order by 1, 2 limit 20`,
  );
}

/** Clocks of firewalls minus ours as measured in the last hour, ms. */
async function deviceClocks(tx: Tx): Promise<number[]> {
  const rows = await tx.query<{ ms: number }>(
    `select (pulse->>'clockOffsetMs')::float8 as ms from device_state
     where believed_at > now() - interval '1 hour' and pulse->>'clockOffsetMs' is not null limit 2000`,
  );
  return rows.map((row) => row.ms);
}

export interface TableMonths {
  readonly table: string;
  readonly months: number;
  /** It can be written up to here, epoch ms; null = not at all. */
  readonly until: number | null;
}

/** The months each partitioned table has. */
export function partitionMonths(tx: Tx): Promise<TableMonths[]> {
  return tx.query<TableMonths>(
    `select t.name as table, count(i.inhrelid) as months,
       max(substring(pg_get_expr(c.relpartbound, c.oid) from $$TO \\('([^']+)'\\)$$)::timestamptz) as until
     from unnest($1::text[]) as t (name) left join pg_inherits i on i.inhparent = to_regclass(t.name)
       left join pg_class c on c.oid = i.inhrelid group by t.name order by t.name`,
    [PARTITIONED],
  );
}

export interface StoredHealthInput extends Omit<OwnHealthInput, 'processes'> {
  readonly processes: readonly StoredBeat[];
}

/**
 * Everything the judgement of our own health rests on, read in the caller's transaction.
 * @param since epoch ms; reads that were overdue before nobody ran are no lag of ours.
 */
export async function ownHealthInput(tx: Tx, since: number): Promise<StoredHealthInput> {
  const processes = await processBeats(tx);
  const deliveries = await deliveryHealth(tx);
  const months = await partitionMonths(tx);
  const row = await readOwnHealth(tx);
  const ends = months.map((one) => one.until);
  return {
    now: row.now,
    processes,
    overdue: await overdue(tx, since),
    deliveries: {
      waiting: deliveries.waiting,
      oldestMs: deliveries.oldest_seconds === null ? null : deliveries.oldest_seconds * 1_000,
    },
    deadDestinations: await deadDestinations(tx),
    deviceClocks: await deviceClocks(tx),
    partitionsUntil: ends.some((end) => end === null) ? null : Math.min(...ends.map((end) => end ?? 0)),
    auditFault: await auditFault(tx),
    queueAnswers: processes.every((one) => one.queueWaiting !== null),
    pingFault: row.pingFault,
  };
}
