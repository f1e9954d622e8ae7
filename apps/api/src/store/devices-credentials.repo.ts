import type { DeviceCore } from '@firewatch/shared/domain/device-state';
import type { Tx } from './database.js';
import { startAgain } from './enrolment.repo.js';

export interface CredentialSetRow {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly state: 'untried' | 'works' | 'failed';
  readonly seal_version: number;
  readonly device_count: number;
  /** Devices whose last sign-in with it was refused. */
  readonly refused_count: number;
  /** Instants epoch ms. */
  readonly held_at: number | null;
  readonly probe_at: number | null;
  readonly created_at: number;
  readonly created_by: string | null;
  readonly changed_at: number;
  readonly changed_by: string | null;
}

/** Never its sealed bytes. */
const SET = `select s.id, s.name, s.vendor, s.customer_id, u.name as customer_name, s.state, s.seal_version,
  s.failed_devices as refused_count, s.held_at, s.probe_at, s.created_at, a.name as created_by, s.changed_at, b.name as changed_by,
  (select count(*) from devices d where s.id in (d.credential_set_id, d.resync_credential_set_id) and d.removed_at is null) as device_count
  from credential_sets s left join customers u on u.id = s.customer_id
    left join people a on a.id = s.created_by left join people b on b.id = s.changed_by`;

export function listCredentialSets(tx: Tx): Promise<CredentialSetRow[]> {
  return tx.query<CredentialSetRow>(`${SET} order by lower(s.name), s.id`);
}

export async function findCredentialSet(tx: Tx, id: string): Promise<CredentialSetRow | null> {
  const [row] = await tx.query<CredentialSetRow>(`${SET} where s.id = $1`, [id]);
  return row ?? null;
}

export interface SetDevice {
  readonly id: string;
  readonly name: string;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly use: 'reading' | 'resync';
  readonly contact: DeviceCore['contact']['state'];
  readonly detail: string;
}

/** Devices read or resynchronised with the set, as far as the scope sees them. */
export function devicesOfSet(tx: Tx, id: string): Promise<SetDevice[]> {
  return tx.query<SetDevice>(
    `select d.id, d.name, d.customer_id, c.name as customer_name,
       case when d.credential_set_id = $1 then 'reading' else 'resync' end as use, coalesce(s.contact, 'never') as contact,
       coalesce(s.core #>> '{contact,detail}', '') as detail
     from devices d join customers c on c.id = d.customer_id left join device_state s on s.device_id = d.id
     where $1 in (d.credential_set_id, d.resync_credential_set_id) and d.removed_at is null order by lower(c.name), lower(d.name)`,
    [id],
  );
}

/** Firewalls that wait for approval with this set. */
export async function waitingWith(tx: Tx, id: string): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    'select count(*) as n from waiting_devices where credential_set_id = $1',
    [id],
  );
  return row?.n ?? 0;
}

export interface NewCredentialSet {
  readonly id: string;
  readonly customerId: string | null;
  readonly name: string;
  readonly vendor: string;
  readonly sealed: Buffer;
  readonly personId: string | null;
}

export async function insertCredentialSet(tx: Tx, set: NewCredentialSet): Promise<void> {
  await tx.query(
    `insert into credential_sets (id, customer_id, name, vendor, sealed, seal_version, created_by, changed_by)
     values ($1, $2, $3, $4, $5, 1, $6, $6)`,
    [set.id, set.customerId, set.name, set.vendor, set.sealed, set.personId],
  );
}

export async function renameCredentialSet(tx: Tx, id: string, name: string): Promise<void> {
  await tx.query('update credential_sets set name = $2 where id = $1', [id, name]);
}

/** Only of nobody: the reference from devices refuses any other. */
export async function deleteCredentialSet(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from credential_sets where id = $1', [id]);
}

/** Replaces the secret and has its devices read anew at once; wrong tries of the old one are forgotten. @returns their ids. */
export async function rotateCredentialSet(
  tx: Tx,
  set: {
    readonly id: string;
    readonly sealed: Buffer;
    readonly version: number;
    readonly personId: string | null;
  },
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'select id from devices where credential_set_id = $1 and removed_at is null',
    [set.id],
  );
  const deviceIds = rows.map((row) => row.id);
  // Devices before their set: the order of whoever stores a reading.
  await startAgain(tx, deviceIds, 'access');
  await tx.query(
    `update credential_sets set sealed = $2, seal_version = $3, state = 'untried', failed_at = null, failed_devices = 0,
       held_at = null, probe_at = null, is_unsettled = true, changed_at = now(), changed_by = $4
     where id = $1`,
    [set.id, set.sealed, set.version, set.personId],
  );
  return deviceIds;
}

/** A device left a held set: whether the refusals were its own is asked of one that stays. */
export async function probeSoon(tx: Tx, credentialSetId: string): Promise<void> {
  await tx.query('update credential_sets set probe_at = now() where id = $1 and held_at is not null', [
    credentialSetId,
  ]);
}
