import { isSetRefused, nextProbeAt, setState } from '@firewatch/shared/domain/credential-set';
import type { Policy } from '@firewatch/shared/domain/policy';
import type { Tx } from './database.js';
import { makeDue } from './poll-slots.repo.js';

/** Refused at its last sign-in: by a try of its own, not because its set is held. */
const REFUSES = `(s.core #>> '{contact,why}' = 'auth-failed' and (s.core #>> '{contact,authTries}')::int > 0)`;
const OF_SET = `from devices d join device_state s on s.device_id = d.id
  where d.credential_set_id = $1 and d.removed_at is null`;

interface SetRow {
  readonly state: 'untried' | 'works' | 'failed';
  readonly is_held: boolean;
  readonly now: number;
}

/**
 * Judges a set anew after one of its devices spoke: state, hold, probe. Its row is locked first, so that two refusals
 * which are stored at the same moment see each other.
 * @param by the devices that spoke; a probe among them has ended.
 */
export async function settleCredential(
  tx: Tx,
  credentialSetId: string,
  by: { readonly deviceIds: readonly string[]; readonly worked: boolean; readonly policy: Policy },
): Promise<void> {
  const [before] = await tx.query<SetRow>(
    'select state, held_at is not null as is_held, clock_timestamp() as now from credential_sets where id = $1 for update',
    [credentialSetId],
  );
  if (!before) return;
  const [seen] = await tx.query<{ devices: number; refused: number[]; accepted_at: number | null }>(
    `select count(*)::int as devices, max(s.believed_at) as accepted_at,
       coalesce(array_agg((extract(epoch from s.read_at) * 1000)::float8) filter (where ${REFUSES} and s.read_at is not null), '{}') as refused
     ${OF_SET}`,
    [credentialSetId],
  );
  if (!seen) return;
  const { devices, refused, accepted_at: acceptedAt } = seen;
  const isHeld = isSetRefused({ refusedAt: refused, acceptedAt }, by.policy);
  const state = setState(before.state, { isHeld, devices, refusing: refused.length, worked: by.worked });
  await tx.query(
    `update credential_sets set state = $2, failed_devices = $3,
       failed_at = case when $3 > 0 then coalesce(failed_at, now()) end,
       held_at = case when $4 then coalesce(held_at, now()) end,
       probe_at = case when not $4 then null when held_at is null then $5 else probe_at end,
       probe_device_id = case when not $4 or probe_device_id = any ($6::uuid[]) then null else probe_device_id end,
       is_unsettled = is_unsettled or $4 is distinct from (held_at is not null)
     where id = $1`,
    [
      credentialSetId,
      state,
      refused.length,
      isHeld,
      new Date(nextProbeAt(before.now, by.policy)),
      by.deviceIds,
    ],
  );
}

/** Devices that stand otherwise than their set: free although it is held, or held for it although it is not. */
const ASTRAY = `d.removed_at is null and case when c.held_at is null
    then s.contact = 'auth-failed' and (s.core #>> '{contact,authTries}')::int < $1
    else s.contact not in ('auth-failed', 'identity-mismatch') and d.id is distinct from c.probe_device_id end`;

/**
 * Has the devices of sets that were just held or freed judged now. What is locked by another writer is taken the next
 * time, so that nobody waits for each other.
 * @returns whether some may be left.
 */
export async function wakeUnsettled(tx: Tx, policy: Policy): Promise<boolean> {
  const [any] = await tx.query('select 1 from credential_sets where is_unsettled limit 1');
  if (!any) return false;
  await tx.query(
    `update device_state set wake_at = now() where device_id in (
       select s.device_id from credential_sets c join devices d on d.credential_set_id = c.id
         join device_state s on s.device_id = d.id
       where c.is_unsettled and ${ASTRAY} and (s.wake_at is null or s.wake_at > now())
       for update of s skip locked)`,
    [policy.auth.tries],
  );
  const left = await tx.query(
    `update credential_sets c set is_unsettled = exists (
       select 1 from devices d join device_state s on s.device_id = d.id where d.credential_set_id = c.id and ${ASTRAY})
     where c.is_unsettled returning c.is_unsettled`,
    [policy.auth.tries],
  );
  return left.some((row) => 'is_unsettled' in row && row.is_unsettled === true);
}

/**
 * Lets one device of each held set whose time has come be read: one that has tries left, the least tried first. A set
 * without such a device is not probed any more; only another secret frees it.
 */
export async function probeHeldSets(tx: Tx, policy: Policy): Promise<number> {
  const sets = await tx.query<{ id: string; now: number; device_id: string | null }>(
    `select c.id, clock_timestamp() as now, (
       select s.device_id from devices d join device_state s on s.device_id = d.id
       where d.credential_set_id = c.id and d.removed_at is null and s.contact = 'auth-failed'
         and (s.core #>> '{contact,authTries}')::int < $1
       order by (s.core #>> '{contact,authTries}')::int, s.read_at nulls last, s.device_id limit 1) as device_id
     from credential_sets c where c.held_at is not null and c.probe_at <= now() for update of c skip locked`,
    [policy.auth.tries],
  );
  for (const set of sets) {
    await tx.query('update credential_sets set probe_at = $2, probe_device_id = $3 where id = $1', [
      set.id,
      set.device_id === null ? null : new Date(nextProbeAt(set.now, policy)),
      set.device_id,
    ]);
    if (set.device_id === null) continue;
    await tx.query('update poll_slots set hold_until = null where device_id = $1', [set.device_id]);
    await makeDue(tx, [set.device_id], { why: 'asked', scope: 'pulse' });
  }
  return sets.length;
}
