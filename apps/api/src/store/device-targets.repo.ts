import type { DeviceCore, DevicePulse } from '@firewatch/shared/domain/device-state';
import type { Baseline } from '@firewatch/shared/domain/fact';
import type { Identity, Readability, TrustMode } from '@firewatch/shared/domain/reading';
import type { Service } from '@firewatch/shared/domain/service';
import type { Judgement, TurnFamily } from '@firewatch/shared/domain/verdict-words';
import type { Tx } from './database.js';
import type { Lease } from './poll-slots.repo.js';

/** Everything `step()` and the recorder need of one device, as stored. Instants epoch ms. */
export interface DeviceRecord {
  readonly device_id: string;
  readonly customer_id: string;
  readonly name: string;
  readonly vendor: string;
  readonly cohort: string;
  readonly serial: string | null;
  /** As it stands at the device, to see whether anything was proposed yet; `expected` is what holds. */
  readonly baseline: Baseline;
  readonly expected: Baseline;
  readonly interval_ms: number;
  /** Null on a checklist. */
  readonly credential_set_id: string | null;
  readonly credential_state: 'untried' | 'works' | 'failed' | null;
  readonly trust: TrustMode;
  readonly readability: Readability;
  /** Version of the secret that a read of this claim uses, and where it goes. */
  readonly seal_version: number | null;
  readonly host: string;
  readonly port: number;
  /** Its set is held: it is not tried, except as the one probe. */
  readonly credential_held: boolean;
  readonly is_probe: boolean;
  readonly fence: number;
  readonly core: DeviceCore;
  readonly pulse: DevicePulse;
  readonly shown: Readonly<Partial<Record<Service, Judgement>>>;
  readonly worst: Judgement['verdict'];
  readonly worst_reason: Judgement['reason'];
  readonly worst_since: number;
  readonly is_suspected: boolean;
  readonly read_at: number | null;
  readonly read_ms: number | null;
  /** Changes with every write of the state row. */
  readonly version: string;
  /** An entry with serial '' is a certificate approved before the serial was known. */
  readonly accepted: readonly Identity[];
  readonly open_turns: readonly TurnFamily[];
}

/** A claimed device with what a call to it takes. The credential stays sealed until the call. */
export interface ClaimedDevice extends DeviceRecord {
  readonly tls: 'modern' | 'legacy';
  readonly sealed: Buffer | null;
}

/** Select list over poll_slots p, device_state s, devices d, credential_sets c. */
export const RECORD_COLUMNS = `d.id as device_id, d.customer_id, d.name, d.vendor, d.cohort, d.serial, d.baseline, d.expected, d.trust, d.readability,
  p.interval_ms, p.fence, d.credential_set_id, c.state as credential_state, c.seal_version, d.host, d.port,
  c.held_at is not null as credential_held, coalesce(c.probe_device_id = d.id, false) as is_probe,
  s.core, s.pulse, s.shown, s.worst, s.worst_reason, s.worst_since, s.is_suspected, s.read_at, s.read_ms, s.xmin::text as version,
  coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('serial', i.serial, 'fingerprint', i.fingerprint,
      'keyFingerprint', i.key_fingerprint)) order by i.accepted_at)
    from device_identities i where i.device_id = d.id), '[]') as accepted,
  coalesce((select jsonb_agg(f.turn) from incidents f
    where f.kind = 'fleet' and f.state = 'open' and f.cohort = d.cohort), '[]') as open_turns`;

/**
 * Takes over queued claims for reading and loads them, in one statement. A claim is taken once: a job that runs a
 * second time, or comes after its lease was claimed anew, finds nothing.
 * Shape   leases -> the devices taken; absent = not ours to read any more.
 */
export function takeClaimed(tx: Tx, leases: readonly Lease[], holder: string): Promise<ClaimedDevice[]> {
  return tx.query<ClaimedDevice>(
    `with p as (
       update poll_slots t set leased_by = 'reading/' || $3::text
       from unnest($1::uuid[], $2::bigint[]) as l (device_id, fence)
       where t.device_id = l.device_id and t.fence = l.fence and t.leased_by like 'queued/%'
       returning t.device_id, t.fence, t.interval_ms)
     select ${RECORD_COLUMNS}, d.tls, c.sealed,
       set_config('synchronous_commit', 'off', true)
     from p join devices d on d.id = p.device_id and d.removed_at is null
       join device_state s on s.device_id = p.device_id
       left join credential_sets c on c.id = d.credential_set_id`,
    [leases.map((lease) => lease.deviceId), leases.map((lease) => lease.fence), holder],
  );
}

/** Locks claimed devices that still have their fence, slot before state; an absent one was claimed anew or withdrawn. */
export function lockClaimed(tx: Tx, leases: readonly Lease[]): Promise<(DeviceRecord & { now: number })[]> {
  return tx.query(
    `select ${RECORD_COLUMNS}, clock_timestamp() as now
     from unnest($1::uuid[], $2::bigint[]) as l (device_id, fence)
       join poll_slots p on p.device_id = l.device_id and p.fence = l.fence and p.leased_by is not null
       join device_state s on s.device_id = p.device_id
       join devices d on d.id = p.device_id left join credential_sets c on c.id = d.credential_set_id
     order by p.device_id
     for update of p, s`,
    [leases.map((lease) => lease.deviceId), leases.map((lease) => lease.fence)],
  );
}

/**
 * Locks devices whose stored deadline has come. A read in flight is given `graceMs` to bring its evidence first.
 */
export function lockAwake(
  tx: Tx,
  want: { readonly limit: number; readonly graceMs: number },
): Promise<(DeviceRecord & { now: number })[]> {
  return tx.query(
    `select ${RECORD_COLUMNS}, clock_timestamp() as now
     from poll_slots p join device_state s on s.device_id = p.device_id
       join devices d on d.id = p.device_id left join credential_sets c on c.id = d.credential_set_id
     where s.wake_at <= now()
       and (p.lease_until is null or p.lease_until <= now() or s.wake_at <= now() - $2::int * interval '1 ms')
     order by s.wake_at limit $1
     for update of p, s skip locked`,
    [want.limit, want.graceMs],
  );
}

/** Ms until the next stored deadline within `withinMs`; null = none. */
export async function nextWake(tx: Tx, withinMs: number): Promise<number | null> {
  const [row] = await tx.query<{ in_ms: number | null }>(
    `select (extract(epoch from (min(wake_at) - clock_timestamp())) * 1000)::float8 as in_ms
     from device_state where wake_at <= now() + $1::int * interval '1 ms'`,
    [withinMs],
  );
  return row?.in_ms ?? null;
}

/** The stored deadline of devices that could not be judged comes again in a minute. */
export async function putOff(tx: Tx, deviceIds: readonly string[]): Promise<void> {
  await tx.query(`update device_state set wake_at = now() + interval '60 s' where device_id = any ($1)`, [
    deviceIds,
  ]);
}
