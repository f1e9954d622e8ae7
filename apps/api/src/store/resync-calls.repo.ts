import type { Identity, TrustMode } from '@firewatch/shared/domain/reading';
import type { StepAnswer } from '@firewatch/shared/domain/resync';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { Tx } from './database.js';
import { appendLog } from './resync-log.repo.js';

/** One call of one attempt; there is at most one row of it, ever. */
export interface CallKey {
  readonly runId: string;
  readonly deviceId: string;
  readonly attempt: number;
  readonly stepId: string;
}

/** After this long since the intent a call without an answer is unsure for good, whoever still works on it. */
const ANSWER_MS = DEFAULT_POLICY.resync.answerMs;
/** Nobody takes a call whose time would not be enough for it: nothing of it was sent, and nothing will be. */
const TAKE_MS = ANSWER_MS / 2;

const KEY = 'run_id = $1 and device_id = $2 and attempt = $3 and step_id = $4';
const keyParams = (key: CallKey): unknown[] => [key.runId, key.deviceId, key.attempt, key.stepId];

/** Before the first byte. @returns false = this attempt has intended the step before. */
export async function intendCall(tx: Tx, key: CallKey, customerId: string): Promise<boolean> {
  const rows = await tx.query(
    `insert into resync_calls (run_id, device_id, attempt, step_id, customer_id) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning step_id`,
    [...keyParams(key), customerId],
  );
  return rows.length > 0;
}

/** A call that is this process's to perform, with what it takes. The credential stays sealed until then. */
export interface TakenCall extends CallKey {
  readonly customerId: string;
  readonly vendor: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  readonly trust: TrustMode;
  readonly accepted: readonly Identity[];
  readonly clockOffsetMs: number;
  readonly setId: string;
  readonly sealed: Buffer;
  readonly sealVersion: number;
  /** Name of the claim that keeps reads away meanwhile. */
  readonly fence: number;
  /** What is left of its time, ms. */
  readonly withinMs: number;
}

interface Wanted {
  readonly customerId: string;
  readonly attempt: number;
  readonly phase: string;
  readonly vendor: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly tls: 'modern' | 'legacy' | null;
  readonly trust: TrustMode | null;
  readonly accepted: readonly Identity[];
  readonly clockOffsetMs: number | null;
  readonly setId: string | null;
  readonly sealed: Buffer | null;
  readonly sealVersion: number | null;
  readonly flagWords: string | null;
}

const WANTED = `select rd.customer_id as "customerId", rd.attempt, rd.phase, d.vendor, d.host, d.port, d.tls, d.trust,
    coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('serial', i.serial, 'fingerprint', i.fingerprint,
      'keyFingerprint', i.key_fingerprint)) order by i.accepted_at) from device_identities i where i.device_id = d.id), '[]') as accepted,
    (s.pulse->>'clockOffsetMs')::float8 as "clockOffsetMs",
    c.id as "setId", c.sealed, c.seal_version as "sealVersion",
    (select f.reason from do_not_touch f where fw_covers(f, d.id, d.vendor, s.core->>'model', s.core->>'firmware') limit 1) as "flagWords"
  from resync_run_devices rd left join devices d on d.id = rd.device_id and d.removed_at is null
    left join device_state s on s.device_id = d.id left join credential_sets c on c.id = d.resync_credential_set_id
  where rd.run_id = $1 and rd.device_id = $2`;

/** Why nothing is sent any more, in one sentence; null = it may be. */
function heldWhy(
  wanted: Wanted | undefined,
  call: CallKey,
  at: { isKilled: boolean; state: string },
): string | null {
  if (at.isKilled) return 'Not sent: the kill switch is on.';
  if (at.state !== 'running' && at.state !== 'pausing') return 'Not sent: the run was stopped before.';
  if (!wanted || wanted.attempt !== call.attempt || wanted.phase !== 'working')
    return 'Not sent: this attempt is over.';
  if (wanted.vendor === null) return 'Not sent: the firewall is not watched any more.';
  if (wanted.flagWords !== null) return `Not sent: do not touch (${wanted.flagWords}).`;
  if (wanted.setId === null || wanted.sealed === null)
    return 'Not sent: the firewall has no resync credential any more.';
  return null;
}

/**
 * Takes an intended call, once; who takes it performs it. The run, the kill switch and the flags are looked at in the same
 * transaction, under locks: nothing is taken after a stop was stored. Reads of the firewall wait meanwhile.
 * Shape   `gone` = taken, answered or never intended; `later` = the firewall is being read, ask again; `held` = it will not be
 *         made, which is stored as its answer.
 */
export async function takeCall(
  tx: Tx,
  key: CallKey,
  holder: string,
): Promise<TakenCall | 'gone' | 'later' | 'held'> {
  const [settings] = await tx.query<{ isKilled: boolean }>(
    'select kill_on as "isKilled" from resync_settings for share',
  );
  const [run] = await tx.query<{ state: string }>('select state from resync_runs where id = $1 for share', [
    key.runId,
  ]);
  const [open] = await tx.query<{ agoMs: number }>(
    `select (extract(epoch from (clock_timestamp() - intent_at)) * 1000)::float8 as "agoMs" from resync_calls
     where ${KEY} and taken_at is null and answered_at is null for update`,
    keyParams(key),
  );
  if (!open || !run || !settings || open.agoMs > TAKE_MS) return 'gone';
  const [wanted] = await tx.query<Wanted>(WANTED, [key.runId, key.deviceId]);
  const why = heldWhy(wanted, key, { isKilled: settings.isKilled, state: run.state });
  if (why !== null || !wanted) {
    await answerCall(tx, key, { answer: 'refused', words: why ?? '' });
    return 'held';
  }
  const fence = await holdLane(tx, key.deviceId);
  if (fence === null) return 'later';
  await tx.query(`update resync_calls set taken_at = clock_timestamp(), taken_by = $5 where ${KEY}`, [
    ...keyParams(key),
    holder,
  ]);
  return takenOf(key, wanted, { fence, withinMs: ANSWER_MS - open.agoMs });
}

function takenOf(
  key: CallKey,
  wanted: Wanted,
  lane: { readonly fence: number; readonly withinMs: number },
): TakenCall {
  const { vendor, host, port, setId, sealed, sealVersion } = wanted;
  if (vendor === null || host === null || port === null || setId === null || sealed === null)
    throw new Error('a call was taken without what it takes');
  return {
    ...key,
    customerId: wanted.customerId,
    vendor,
    host,
    port,
    tls: wanted.tls ?? 'modern',
    trust: wanted.trust ?? 'pin',
    accepted: wanted.accepted,
    clockOffsetMs: wanted.clockOffsetMs ?? 0,
    setId,
    sealed,
    sealVersion: sealVersion ?? 1,
    ...lane,
  };
}

/** Claims the firewall's slot, so that no read meets the call: most boxes have one session only. Null = it is being read. */
async function holdLane(tx: Tx, deviceId: string): Promise<number | null> {
  const [row] = await tx.query<{ fence: number }>(
    `update poll_slots set fence = fence + 1, leased_by = 'resync/' || $1::text,
       lease_until = clock_timestamp() + $2::int * interval '1 ms',
       due_at = greatest(due_at, clock_timestamp() + $2::int * interval '1 ms'),
       again_at = case when due_at < clock_timestamp() + $2::int * interval '1 ms' then least(again_at, due_at) else again_at end,
       again_why = coalesce(again_why, due_why), again_scope = coalesce(again_scope, due_scope)
     where device_id = $1::uuid and (lease_until is null or lease_until <= clock_timestamp()) returning fence`,
    [deviceId, ANSWER_MS],
  );
  return row?.fence ?? null;
}

/** @param fence null = whoever held it: its time is over. */
async function freeLane(tx: Tx, deviceId: string, fence: number | null): Promise<void> {
  await tx.query(
    `update poll_slots set lease_until = null, leased_by = null,
       due_at = least(coalesce(again_at, due_at), greatest(slot_at, clock_timestamp())),
       due_why = case when again_at is null then due_why else coalesce(again_why, due_why) end,
       due_scope = case when again_at is null then due_scope else coalesce(again_scope, due_scope) end,
       again_at = null, again_why = null, again_scope = null
     where device_id = $1 and ($2::bigint is null or fence = $2) and leased_by like 'resync/%'`,
    [deviceId, fence],
  );
  await tx.query("select pg_notify('fw_due', '')");
}

export interface CallAnswer {
  readonly answer: StepAnswer;
  /** Redacted. */
  readonly words: string;
}

/** @returns false = it had its answer before (it ran out). */
async function answerCall(tx: Tx, key: CallKey, given: CallAnswer): Promise<boolean> {
  const [row] = await tx.query<{ customerId: string; place: string }>(
    `update resync_calls c set answered_at = clock_timestamp(), answer = $5, words = $6
     where ${KEY} and answered_at is null
     returning c.customer_id as "customerId", coalesce((select step->>'place' from resync_runs r,
       jsonb_array_elements(r.procedures) p, jsonb_array_elements(p->'steps') step, resync_run_devices d
       where r.id = c.run_id and d.run_id = c.run_id and d.device_id = c.device_id and p->>'id' = d.procedure_id
         and step->>'id' = c.step_id limit 1), c.step_id) as place`,
    [...keyParams(key), given.answer, given.words.slice(0, 300)],
  );
  if (!row) return false;
  const { deviceId, attempt } = key;
  const device = { deviceId, customerId: row.customerId, attempt };
  await appendLog(tx, key.runId, [{ device, what: row.place, ...given }]);
  await tx.query("select pg_notify('fw_resync', '')");
  return true;
}

/** Stores what the firewall answered, and lets reads through again. */
export async function finishCall(tx: Tx, call: TakenCall, given: CallAnswer): Promise<boolean> {
  const isFirst = await answerCall(tx, call, given);
  await freeLane(tx, call.deviceId, call.fence);
  return isFirst;
}

/** Intended calls that nobody has taken, oldest first, for whoever has room: their job may be lost. */
export function untakenCalls(
  tx: Tx,
  want: { readonly limit: number; readonly olderThanMs: number },
): Promise<CallKey[]> {
  return tx.query<CallKey>(
    `select run_id as "runId", device_id as "deviceId", attempt, step_id as "stepId" from resync_calls
     where answered_at is null and taken_at is null and intent_at < clock_timestamp() - $2::int * interval '1 ms'
     order by intent_at limit $1`,
    [want.limit, want.olderThanMs],
  );
}

/**
 * Settles calls that will get no answer any more: taken and never answered = it may have been done, unsure for good;
 * never taken = nothing was sent.
 */
export async function giveUpCalls(tx: Tx, runId: string): Promise<number> {
  const rows = await tx.query<CallKey & { isTaken: boolean }>(
    `select run_id as "runId", device_id as "deviceId", attempt, step_id as "stepId", taken_at is not null as "isTaken"
     from resync_calls where run_id = $1 and answered_at is null
       and intent_at < clock_timestamp() - (case when taken_at is null then $2::int else $3::int end) * interval '1 ms'
     for update skip locked`,
    [runId, TAKE_MS, ANSWER_MS],
  );
  for (const { isTaken, ...key } of rows) {
    await answerCall(tx, key, isTaken ? LOST : UNTAKEN);
    if (isTaken) await freeLane(tx, key.deviceId, null);
  }
  return rows.length;
}

const LOST: CallAnswer = {
  answer: 'unsure',
  words:
    'No answer was kept: the process that made the call ended meanwhile. It is not repeated; readings will tell.',
};
const UNTAKEN: CallAnswer = {
  answer: 'unreachable',
  words: 'Nothing was sent: no poller took the call in time.',
};
