import type { Tx } from './database.js';

export type KeyCallKind = 'second-factor' | 'audit-verify';

/** Where the input of a call is sealed to: it opens for this call only. */
export const keyCallSeal = (id: string) =>
  ({ purpose: 'key-call', recordId: id, field: 'sealed', version: 1 }) as const;

export interface KeyCallRequest {
  readonly id: string;
  readonly kind: KeyCallKind;
  readonly personId: string;
  readonly sealed: Buffer | null;
}

/** Asks whoever holds the key; the answer comes back in the row. */
export async function requestKeyCall(tx: Tx, call: KeyCallRequest): Promise<void> {
  await tx.query('insert into key_calls (id, kind, person_id, sealed) values ($1, $2, $3, $4)', [
    call.id,
    call.kind,
    call.personId,
    call.sealed,
  ]);
  await tx.query("select pg_notify('fw_keys', '')");
}

/** Shape: `result` undefined = not done yet; `isTaken` = somebody works on it. */
export async function keyCallState(
  tx: Tx,
  id: string,
): Promise<{ readonly isTaken: boolean; readonly result: unknown }> {
  const [row] = await tx.query<{ result: unknown; taken: boolean; done: boolean }>(
    'select result, taken_at is not null as taken, done_at is not null as done from key_calls where id = $1',
    [id],
  );
  return { isTaken: row?.taken === true, result: row?.done === true ? row.result : undefined };
}

export async function forgetKeyCall(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from key_calls where id = $1', [id]);
}

export interface KeyCall {
  readonly id: string;
  readonly kind: KeyCallKind;
  readonly person_id: string;
  readonly sealed: Buffer | null;
}

/** Takes calls nobody has taken, oldest first; each is taken once. Old ones go. */
export async function takeKeyCalls(tx: Tx, limit: number): Promise<KeyCall[]> {
  await tx.query(`delete from key_calls where requested_at < now() - interval '10 minutes'`);
  return tx.query<KeyCall>(
    `update key_calls set taken_at = now()
     where id in (select id from key_calls where taken_at is null and requested_at > now() - interval '1 minute'
       order by requested_at limit $1 for update skip locked)
     returning id, kind, person_id, sealed`,
    [limit],
  );
}

export async function finishKeyCall(tx: Tx, id: string, result: object): Promise<void> {
  await tx.query('update key_calls set done_at = now(), sealed = null, result = $2 where id = $1', [
    id,
    JSON.stringify(result),
  ]);
  await tx.query("select pg_notify('fw_keys', '')");
}
