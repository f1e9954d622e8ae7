import type { Tx } from './database.js';

export interface CallRequest {
  readonly id: string;
  readonly kind: 'look' | 'try';
  readonly vendor: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  readonly fingerprint: string | null;
  /** A credential typed for this call; absent when a stored set is meant. */
  readonly sealed: Buffer | null;
  readonly credentialSetId: string | null;
  readonly personId: string;
}

/** Asks whoever holds the key and reaches the devices; the answer comes back in the row. */
export async function requestCall(tx: Tx, call: CallRequest): Promise<void> {
  await tx.query(
    `insert into device_calls (id, kind, host, port, tls, vendor, fingerprint, sealed, credential_set_id, requested_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      call.id,
      call.kind,
      call.host,
      call.port,
      call.tls,
      call.vendor,
      call.fingerprint,
      call.sealed,
      call.credentialSetId,
      call.personId,
    ],
  );
  await tx.query("select pg_notify('fw_calls', '')");
}

/** Undefined = not done yet. */
export async function callResult(tx: Tx, id: string): Promise<unknown> {
  const [row] = await tx.query<{ result: unknown }>(
    'select result from device_calls where id = $1 and done_at is not null',
    [id],
  );
  return row?.result ?? undefined;
}

/** The person gave up or has the answer: nothing of it stays. */
export async function forgetCall(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from device_calls where id = $1', [id]);
}

/** A person's look at a certificate or try of a credential, waiting for whoever holds the key. */
export interface DeviceCall {
  readonly id: string;
  readonly kind: 'look' | 'try';
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  readonly vendor: string;
  readonly fingerprint: string | null;
  /** A credential typed for this call. */
  readonly sealed: Buffer | null;
  /** A stored set is meant instead. */
  readonly credential_set_id: string | null;
  readonly set_sealed: Buffer | null;
  readonly seal_version: number | null;
}

/** Takes calls nobody has taken, oldest first; each is taken once. */
export function takeCalls(tx: Tx, limit: number): Promise<DeviceCall[]> {
  return tx.query<DeviceCall>(
    `with taken as (
       update device_calls set taken_at = now()
       where id in (select id from device_calls where taken_at is null and requested_at > now() - interval '2 minutes'
         order by requested_at limit $1 for update skip locked)
       returning *)
     select t.id, t.kind, t.host, t.port, t.tls, t.vendor, t.fingerprint, t.sealed, t.credential_set_id,
       c.sealed as set_sealed, c.seal_version
     from taken t left join credential_sets c on c.id = t.credential_set_id`,
    [limit],
  );
}

/** The answer for the person who waits; the credential is gone with it. */
export async function finishCall(tx: Tx, id: string, result: object): Promise<void> {
  await tx.query('update device_calls set done_at = now(), sealed = null, result = $2 where id = $1', [
    id,
    JSON.stringify(result),
  ]);
  await tx.query("select pg_notify('fw_calls', '')");
}

/** Nobody waits that long; what was sealed in them goes too. */
export async function dropOldCalls(tx: Tx): Promise<void> {
  await tx.query(`delete from device_calls where requested_at < now() - interval '10 minutes'`);
}
