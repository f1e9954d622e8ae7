import { UNTIL_A_PERSON_ACTS } from '@firewatch/shared/domain/schedule';
import type { Tx } from './database.js';
import type { Plan } from './reading.plan.js';

const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const hold = (at: number | null): string | null =>
  at !== null && at >= UNTIL_A_PERSON_ACTS ? 'infinity' : instant(at);

/** One plan as a JSON row of the write statement. */
function writeOf({ record, step, ...plan }: Plan): object {
  return {
    device_id: record.device_id,
    fence: record.fence,
    version: record.version,
    is_reading: plan.isReading,
    core: plan.isCoreChanged ? step.next.core : null,
    pulse: step.next.pulse,
    shown: step.shown.services,
    worst: step.shown.worst.verdict,
    worst_reason: step.shown.worst.reason,
    worst_since: instant(plan.worstSince),
    is_suspected: step.shown.isSuspected,
    contact: step.next.core.contact.state,
    shown_until: instant(step.shown.until),
    wake_at: instant(step.wakeAt),
    believed_at: instant(step.next.pulse.believedAt),
    read_at: instant(plan.readAt),
    read_ms: plan.readMs,
    next_at: instant(step.nextRead?.at ?? null),
    next_why: step.nextRead?.why ?? null,
    next_scope: step.nextRead?.scope ?? null,
    hold_until: hold(step.holdUntil),
  };
}

const WRITES = `jsonb_to_recordset($1::jsonb) as w (device_id uuid, fence bigint, version text, is_reading boolean,
  core jsonb, pulse jsonb, shown jsonb, worst text, worst_reason text, worst_since timestamptz, is_suspected boolean,
  contact text, shown_until timestamptz, wake_at timestamptz, believed_at timestamptz, read_at timestamptz, read_ms integer,
  next_at timestamptz, next_why text, next_scope text, hold_until timestamptz)`;

/** A hold puts a read off; what a person asked for, and a confirmation, wait only for a hold that a person must lift. */
const letAt = (read: string): string =>
  `case when ${read}.why in ('asked', 'confirm') and w.hold_until is distinct from 'infinity'
     then ${read}.at else greatest(${read}.at, w.hold_until) end`;

// A finished read frees the lease and is due at the soonest of slot, wanted look and wish of others; a tick may bring
// the next read forward, or leave a wish for after the read in flight.
const STATEMENT = `with held as (
    select w.*, ${letAt('n')} as due_at, n.why as due_why, n.scope as due_scope, coalesce(p.lease_until > now(), false) as in_flight
    from ${WRITES}
      join poll_slots p on p.device_id = w.device_id and p.fence = w.fence and (not w.is_reading or p.leased_by is not null)
      join device_state s on s.device_id = w.device_id and s.xmin::text = w.version
      cross join lateral (
        select v.at, v.why, v.scope from (values
          (case when w.is_reading then p.slot_at else p.due_at end,
           case when w.is_reading then 'due' else p.due_why end,
           case when w.is_reading then 'pulse' else p.due_scope end),
          (w.next_at, w.next_why, w.next_scope),
          (case when w.is_reading then p.again_at end, p.again_why, p.again_scope)) as v (at, why, scope)
        where v.at is not null
        order by ${letAt('v')}, v.why = 'confirm' desc limit 1) n
    order by w.device_id
    for update of p, s),
  slots as (
    update poll_slots p set
      lease_until = case when h.is_reading then null else p.lease_until end,
      leased_by = case when h.is_reading then null else p.leased_by end,
      hold_until = h.hold_until,
      due_at = case when not h.is_reading and h.in_flight then p.due_at else h.due_at end,
      due_why = case when not h.is_reading and h.in_flight then p.due_why else h.due_why end,
      due_scope = case when not h.is_reading and h.in_flight then p.due_scope else h.due_scope end,
      again_at = case when h.is_reading then null when h.in_flight then least(p.again_at, h.next_at) else p.again_at end,
      again_why = case when h.is_reading then null when h.in_flight and h.next_at is not null and p.again_at is null then h.next_why else p.again_why end,
      again_scope = case when h.is_reading then null when h.in_flight and h.next_at is not null and p.again_at is null then h.next_scope else p.again_scope end
    from held h where p.device_id = h.device_id)
  update device_state s set
    core = coalesce(h.core, s.core), pulse = h.pulse, shown = h.shown, worst = h.worst, worst_reason = h.worst_reason,
    worst_since = h.worst_since, is_suspected = h.is_suspected, contact = h.contact, shown_until = h.shown_until,
    wake_at = h.wake_at, believed_at = h.believed_at, read_at = h.read_at, read_ms = h.read_ms,
    core_changed_at = case when h.core is null then s.core_changed_at else now() end
  from held h where s.device_id = h.device_id
  returning s.device_id, case when h.due_at < now() + interval '1 second' then pg_notify('fw_due', '') end`;

/**
 * Writes states and slots of devices whose claim and state are still the ones the plans were made from.
 * `quick`: not flushed, for plans that are quiet.
 * @returns the devices written; an absent one was claimed anew, withdrawn, or changed meanwhile.
 */
export async function writeStates(
  tx: Tx,
  plans: readonly Plan[],
  options: { readonly quick: boolean },
): Promise<Set<string>> {
  const text = options.quick ? `${STATEMENT}, set_config('synchronous_commit', 'off', true)` : STATEMENT;
  const rows = await tx.query<{ device_id: string }>(text, [JSON.stringify(plans.map(writeOf))]);
  return new Set(rows.map((row) => row.device_id));
}
