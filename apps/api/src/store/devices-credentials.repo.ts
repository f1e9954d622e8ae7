import type { Tx } from './database.js';

export interface CredentialSetRow {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly customer_id: string | null;
  readonly state: 'untried' | 'works' | 'failed';
  readonly seal_version: number;
  readonly device_count: number;
  readonly changed_at: number;
}

/** Never its sealed bytes. */
const SET = `select s.id, s.name, s.vendor, s.customer_id, s.state, s.seal_version, s.changed_at,
  (select count(*) from devices d where d.credential_set_id = s.id and d.removed_at is null) as device_count
  from credential_sets s`;

export function listCredentialSets(tx: Tx): Promise<CredentialSetRow[]> {
  return tx.query<CredentialSetRow>(`${SET} order by lower(s.name), s.id`);
}

export async function findCredentialSet(tx: Tx, id: string): Promise<CredentialSetRow | null> {
  const [row] = await tx.query<CredentialSetRow>(`${SET} where s.id = $1`, [id]);
  return row ?? null;
}

export interface NewCredentialSet {
  readonly id: string;
  readonly customerId: string | null;
  readonly name: string;
  readonly vendor: string;
  readonly sealed: Buffer;
}

export async function insertCredentialSet(tx: Tx, set: NewCredentialSet): Promise<void> {
  await tx.query(
    'insert into credential_sets (id, customer_id, name, vendor, sealed, seal_version) values ($1, $2, $3, $4, $5, 1)',
    [set.id, set.customerId, set.name, set.vendor, set.sealed],
  );
}

/** Replaces the secret; its devices are read anew. @returns their ids. */
export async function rotateCredentialSet(
  tx: Tx,
  id: string,
  sealed: Buffer,
  version: number,
): Promise<string[]> {
  await tx.query(
    `update credential_sets set sealed = $2, seal_version = $3, state = 'untried', failed_at = null, failed_devices = 0, changed_at = now()
     where id = $1`,
    [id, sealed, version],
  );
  const rows = await tx.query<{ id: string }>(
    'select id from devices where credential_set_id = $1 and removed_at is null',
    [id],
  );
  return rows.map((row) => row.id);
}
