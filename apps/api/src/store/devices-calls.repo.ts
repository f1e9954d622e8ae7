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
