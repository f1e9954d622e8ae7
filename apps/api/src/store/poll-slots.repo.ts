import type { ReadReason, ReadScope } from '@firewatch/shared/domain/reading';
import type { Tx } from './database.js';

/** A device that this process may read until its lease runs out; the fence names this claim and no other. */
export interface Claim {
  readonly deviceId: string;
  readonly fence: number;
  readonly why: ReadReason;
  readonly scope: ReadScope;
  /** Did not answer last time: its read may last until the deadline. */
  readonly isSilent: boolean;
}
export type Lease = Pick<Claim, 'deviceId' | 'fence'>;

export const LEASE_MS = 30_000;
/** Reads one poller runs side by side while they are quick: also the base of measured capacity. */
export const READS_SIDE_BY_SIDE = 64;

/** Next slot of the device's own phase after now; slots that were missed are not piled up. */
const NEXT_SLOT = `to_timestamp(((floor((extract(epoch from now()) * 1000 - p.phase_ms) / p.interval_ms) + 1) * p.interval_ms + p.phase_ms) / 1000.0)`;

const IN_FLIGHT = 'coalesce(p.lease_until > now(), false)';
const IS_FREE = '(p.lease_until is null or p.lease_until <= now())';
// A device held until a person acts (refused credential, another box at its address) is read by nobody's wish before the
// act has lifted the hold; a passing hold (busy, Retry-After) lets through what a person asks for, and a confirmation.
const IS_LET = `(p.hold_until is null or p.hold_until <= now()
    or (p.due_why in ('asked', 'confirm') and p.hold_until < 'infinity'))`;
const URGENT_FIRST = `case p.due_why when 'confirm' then 0 when 'asked' then 1 else 2 end, p.due_at`;
const PICK = `select p.device_id from poll_slots p where p.due_at <= now() and ${IS_FREE} and ${IS_LET}`;
// Asked for each slot that is due: joined, the states of the whole fleet were gone through at every claim.
const CONTACT = '(select s.contact from device_state s where s.device_id = p.device_id)';

/**
 * Claims what is due, in one statement: this is the deduplication of polls.
 * Shape   confirmations first, then what a person asked for, then the longest overdue; devices that do not answer get
 *         at most `silentLimit` of the `limit`, so that they never keep the others waiting.
 * Units   `leaseMs` from the database's now.
 */
export async function claimDue(
  tx: Tx,
  want: {
    readonly limit: number;
    readonly silentLimit: number;
    readonly leaseMs: number;
    readonly holder: string;
  },
): Promise<Claim[]> {
  // Not flushed: a claim lost with the server's last milliseconds costs one more read.
  const rows = await tx.query<{
    device_id: string;
    fence: number;
    due_why: ReadReason;
    due_scope: ReadScope;
    is_silent: boolean;
  }>(
    `with silent as (${PICK} and ${CONTACT} in ('failing', 'no-data')
       order by ${URGENT_FIRST} limit $2 for update of p skip locked),
     heard as (${PICK} and ${CONTACT} not in ('failing', 'no-data')
       order by ${URGENT_FIRST} limit greatest($1 - (select count(*) from silent), 0) for update of p skip locked),
     picked as (select device_id, true as is_silent from silent union all select device_id, false from heard)
     update poll_slots p set fence = p.fence + 1, lease_until = now() + $3::int * interval '1 ms',
       due_at = now() + $3::int * interval '1 ms', leased_by = 'queued/' || $4::text, slot_at = ${NEXT_SLOT}
     from picked where p.device_id = picked.device_id
     returning p.device_id, p.fence, p.due_why, p.due_scope, picked.is_silent,
       set_config('synchronous_commit', 'off', true)`,
    [want.limit, want.silentLimit, want.leaseMs, want.holder],
  );
  return rows.map((row) => ({
    deviceId: row.device_id,
    fence: row.fence,
    why: row.due_why,
    scope: row.due_scope,
    isSilent: row.is_silent,
  }));
}

const LEASES = 'unnest($1::uuid[], $2::bigint[]) as l (device_id, fence)';
const leaseParams = (leases: readonly Lease[]): [string[], number[]] => [
  leases.map((lease) => lease.deviceId),
  leases.map((lease) => lease.fence),
];

/** Keeps leases while their reads run or wait. @returns the devices still held; an absent one was claimed by another. */
export async function renewLeases(tx: Tx, leases: readonly Lease[], leaseMs: number): Promise<string[]> {
  if (leases.length === 0) return [];
  const rows = await tx.query<{ device_id: string }>(
    `update poll_slots p set lease_until = now() + $3::int * interval '1 ms', due_at = now() + $3::int * interval '1 ms'
     from ${LEASES} where p.device_id = l.device_id and p.fence = l.fence and p.leased_by is not null
     returning p.device_id, set_config('synchronous_commit', 'off', true)`,
    [...leaseParams(leases), leaseMs],
  );
  return rows.map((row) => row.device_id);
}

/** Gives claims back unread: due again at once, for whoever is there. A claim that another process is reading stays its own. */
export async function releaseLeases(tx: Tx, leases: readonly Lease[], holder: string): Promise<void> {
  if (leases.length === 0) return;
  await tx.query(
    `update poll_slots p set lease_until = null, leased_by = null, due_at = now()
     from ${LEASES} where p.device_id = l.device_id and p.fence = l.fence
       and (p.leased_by like 'queued/%' or p.leased_by = 'reading/' || $3::text)`,
    [...leaseParams(leases), holder],
  );
  await tx.query("select pg_notify('fw_due', '')");
}

/** Gives a claim back unread and held; its state is judged at once. Read again when whatever holds it is lifted. */
export async function holdUntried(tx: Tx, lease: Lease): Promise<void> {
  await tx.query(
    `with held as (
       update poll_slots set lease_until = null, leased_by = null, hold_until = 'infinity', due_at = 'infinity'
       where device_id = $1 and fence = $2 returning device_id)
     update device_state set wake_at = now() where device_id in (select device_id from held)`,
    [lease.deviceId, lease.fence],
  );
}

/** Of these claims, the ones that nobody has begun to read. */
export async function stillQueued(tx: Tx, leases: readonly Lease[]): Promise<string[]> {
  if (leases.length === 0) return [];
  const rows = await tx.query<{ device_id: string }>(
    `select p.device_id from poll_slots p join ${LEASES} on p.device_id = l.device_id and p.fence = l.fence
     where p.leased_by like 'queued/%' and p.lease_until > now()`,
    leaseParams(leases),
  );
  return rows.map((row) => row.device_id);
}

/** When the next claim is worth making, ms from now; null = nothing comes due within `withinMs`. Negative = overdue. */
export async function nextDue(
  tx: Tx,
  withinMs: number,
): Promise<{ readonly anyInMs: number | null; readonly urgentInMs: number | null }> {
  const inMs = (at: string): string => `(extract(epoch from (${at} - clock_timestamp())) * 1000)::float8`;
  const [row] = await tx.query<{ any_in_ms: number | null; urgent_in_ms: number | null }>(
    `select ${inMs('min(p.due_at)')} as any_in_ms,
       ${inMs("(min(p.due_at) filter (where p.due_why <> 'due'))")} as urgent_in_ms
     from poll_slots p where p.due_at <= now() + $1::int * interval '1 ms' and ${IS_FREE} and ${IS_LET}`,
    [withinMs],
  );
  return { anyInMs: row?.any_in_ms ?? null, urgentInMs: row?.urgent_in_ms ?? null };
}

/** Devices whose read has not begun a whole interval after it was due, and how late the latest of them is. */
export async function overdue(
  tx: Tx,
  since: number,
): Promise<{ readonly devices: number; readonly latestMs: number }> {
  const [row] = await tx.query<{ devices: number; latest_ms: number | null }>(
    `select count(*) as devices, max(extract(epoch from now() - greatest(p.due_at, $1::timestamptz)) * 1000)::float8 as latest_ms
     from poll_slots p
     where greatest(p.due_at, $1::timestamptz) + p.interval_ms * interval '1 ms' < now() and ${IS_FREE} and ${IS_LET}`,
    [new Date(since)],
  );
  return { devices: row?.devices ?? 0, latestMs: row?.latest_ms ?? 0 };
}

export interface DueWish {
  readonly why: ReadReason;
  readonly scope: ReadScope;
  /** Epoch ms; absent = now. */
  readonly at?: number;
  /** Spreads the devices over this long, longest unread first; absent = all at once. */
  readonly spreadMs?: number;
}

/**
 * Makes devices due; one that is being read gets the wish after that read (`again_at`), one that is due sooner keeps
 * its time. A held device waits for its hold; what a person asked for waits only for a hold that a person must lift. Readers are nudged when the transaction commits.
 * @returns how many devices have a slot.
 */
export async function makeDue(tx: Tx, deviceIds: readonly string[], wish: DueWish): Promise<number> {
  if (deviceIds.length === 0) return 0;
  const isAsked = "$3::text = 'asked'";
  const letAt = `(case when ${isAsked} and p.hold_until is distinct from 'infinity' then w.at else greatest(w.at, p.hold_until) end)`;
  // Every expression reads the updated row itself, never a joined copy of it: a lease freed while this statement
  // waited for the row must be seen, or the wish would lie in `again_at` of a device nobody reads.
  const rows = await tx.query(
    `with locked as (select device_id from poll_slots where device_id = any ($1) order by device_id for update),
     wanted as (
       select l.device_id, coalesce($2::timestamptz, now()) + $5::float8 * interval '1 ms'
         * (row_number() over (order by s.read_at nulls first, s.device_id) - 1) / count(*) over () as at
       from locked l join device_state s on s.device_id = l.device_id)
     update poll_slots p set
       due_at = case when ${IN_FLIGHT} then p.due_at else least(p.due_at, ${letAt}) end,
       due_why = case when ${IN_FLIGHT} or (p.due_at <= ${letAt} and not ${isAsked}) then p.due_why else $3::text end,
       due_scope = case when ${IN_FLIGHT} or (p.due_at <= ${letAt} and p.due_scope = 'full') then p.due_scope else $4::text end,
       again_at = case when ${IN_FLIGHT} then least(p.again_at, w.at) else p.again_at end,
       again_why = case when ${IN_FLIGHT} and (p.again_at is null or ${isAsked} or w.at < p.again_at) then $3::text else p.again_why end,
       again_scope = case when not ${IN_FLIGHT} or p.again_scope = 'full' then p.again_scope else $4::text end
     from wanted w where p.device_id = w.device_id
     returning p.device_id`,
    [deviceIds, wish.at === undefined ? null : new Date(wish.at), wish.why, wish.scope, wish.spreadMs ?? 0],
  );
  await tx.query("select pg_notify('fw_due', '')");
  return rows.length;
}
