import type { TrustMode, UnreadableReason } from '@firewatch/shared/domain/reading';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { CertificateSeen } from '@firewatch/shared/wire/devices';
import type { WaitingDevice } from '@firewatch/shared/wire/estate';
import type { Tx } from './database.js';

type Listed = Omit<WaitingDevice, 'lookedAt' | 'sameSerialAs'> & {
  readonly lookedAt: number | null;
  readonly sameId: string | null;
  readonly sameName: string | null;
};

/** Every firewall that waits for a person, as far as the scope sees it: for its certificate, or to be called unreadable. */
export async function listWaiting(tx: Tx): Promise<WaitingDevice[]> {
  const rows = await tx.query<Listed>(
    `select w.id, w.name, w.customer_id as "customerId", c.name as "customerName", s.name as "siteName", w.vendor, w.host, w.port,
       w.trust, k.name as "credentialName", w.state, w.looked_at as "lookedAt", w.certificate, w.why, w.detail,
       o.id as "sameId", o.name as "sameName"
     from waiting_devices w join customers c on c.id = w.customer_id left join sites s on s.id = w.site_id
       left join credential_sets k on k.id = w.credential_set_id
       left join devices o on o.id = w.same_serial_as and o.removed_at is null
     union all
     select d.id, d.name, d.customer_id, c.name, s.name, d.vendor, d.host, d.port, d.trust, k.name, 'not-readable', st.read_at, null,
       st.core #>> '{contact,why}', coalesce(st.core #>> '{contact,detail}', ''), null, null
     from devices d join customers c on c.id = d.customer_id left join sites s on s.id = d.site_id
       left join credential_sets k on k.id = d.credential_set_id join device_state st on st.device_id = d.id
     where d.removed_at is null and d.readability = 'api' and st.believed_at is null
       and st.core #>> '{contact,why}' = 'not-readable'
     order by 4, 2, 1`,
  );
  return rows.map(({ sameId, sameName, lookedAt, ...row }) => ({
    ...row,
    lookedAt: isoOrNull(lookedAt),
    sameSerialAs: sameId !== null && sameName !== null ? { id: sameId, name: sameName } : null,
  }));
}

export interface NewWaiting {
  readonly customerId: string;
  readonly siteId: string | null;
  readonly name: string;
  readonly vendor: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  readonly trust: TrustMode;
  readonly credentialSetId: string;
  readonly intervalMs: number;
  readonly tags: readonly string[];
  readonly groupId: string | null;
  readonly controller: string | null;
}

/** Their certificates are looked at as soon as the transaction commits. */
export async function insertWaiting(
  tx: Tx,
  devices: readonly NewWaiting[],
  by: { readonly importId: string; readonly personId: string },
): Promise<void> {
  if (devices.length === 0) return;
  await tx.query(
    `insert into waiting_devices (customer_id, site_id, name, vendor, host, port, tls, trust, credential_set_id, interval_ms, tags,
       group_id, controller, import_id, created_by)
     select w."customerId", w."siteId", w.name, w.vendor, w.host, w.port, w.tls, w.trust, w."credentialSetId", w."intervalMs",
       array(select jsonb_array_elements_text(w.tags)), w."groupId", w.controller, $2, $3
     from jsonb_to_recordset($1::jsonb) as w ("customerId" uuid, "siteId" uuid, name text, vendor text, host text, port integer,
       tls text, trust text, "credentialSetId" uuid, "intervalMs" integer, tags jsonb, "groupId" uuid, controller text)`,
    [JSON.stringify(devices), by.importId, by.personId],
  );
  await tx.query("select pg_notify('fw_calls', '')");
}

/** A waiting firewall with what becoming a device takes. */
export interface WaitingRecord extends Omit<NewWaiting, 'credentialSetId'> {
  readonly id: string;
  readonly credentialSetId: string | null;
  readonly state: Exclude<WaitingDevice['state'], 'not-readable'>;
  readonly fingerprint: string | null;
}

const RECORD = `select id, customer_id as "customerId", site_id as "siteId", name, vendor, host, port, tls, trust,
  credential_set_id as "credentialSetId", interval_ms as "intervalMs", tags, group_id as "groupId", controller, state, fingerprint
  from waiting_devices where id = any ($1)`;

/** Whose they are. */
export async function ownersOfWaiting(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'select distinct customer_id as id from waiting_devices where id = any ($1)',
    [[...ids]],
  );
  return rows.map((row) => row.id);
}

/** Locked in id order: two people who approve overlapping lists must not wait for each other. */
export function lockWaiting(tx: Tx, ids: readonly string[]): Promise<WaitingRecord[]> {
  return tx.query<WaitingRecord>(`${RECORD} order by id for update`, [[...ids]]);
}

export async function deleteWaiting(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query('delete from waiting_devices where id = any ($1)', [[...ids]]);
}

/** @returns how many are looked at again. */
export async function lookAgainAt(tx: Tx, ids: readonly string[]): Promise<number> {
  const rows = await tx.query(
    `update waiting_devices set look_due_at = now() where id = any ($1) and state <> 'same-serial' returning id`,
    [[...ids]],
  );
  await tx.query("select pg_notify('fw_calls', '')");
  return rows.length;
}

// ---------------------------------------------------------------- the engine's part

export interface DueLook {
  readonly id: string;
  readonly customer_id: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
}

/** A look that a stopped program left is due again after this. */
const TAKEN_FOR = '1 minute';
/** One that could not be reached is tried again by itself; one that was seen waits for the person. */
const UNREACHABLE_AGAIN = '5 minutes';

/** Takes looks that are due, oldest first; each is taken once until `TAKEN_FOR` has passed. */
export function takeLooks(tx: Tx, limit: number): Promise<DueLook[]> {
  return tx.query<DueLook>(
    `update waiting_devices set look_due_at = now() + interval '${TAKEN_FOR}'
     where id in (select id from waiting_devices where look_due_at <= now() order by look_due_at, id limit $1 for update skip locked)
     returning id, customer_id, host, port, tls`,
    [limit],
  );
}

export type Looked =
  | { readonly ok: true; readonly certificate: CertificateSeen }
  | { readonly ok: false; readonly why: UnreadableReason; readonly detail: string };

/** @returns false when it does not wait any more. */
export async function storeLook(tx: Tx, id: string, looked: Looked): Promise<boolean> {
  const values = looked.ok
    ? ['seen', JSON.stringify(looked.certificate), looked.certificate.fingerprint, null, '']
    : ['unreachable', null, null, looked.why, looked.detail];
  const rows = await tx.query(
    `update waiting_devices set state = $2, certificate = $3, fingerprint = $4, why = $5, detail = $6, looked_at = now(),
       look_due_at = case when $2 = 'seen' then null else now() + interval '${UNREACHABLE_AGAIN}' end
     where id = $1 and state <> 'same-serial' returning id`,
    [id, ...values],
  );
  return rows.length > 0;
}

/** Of these, the ones that still wait: a look at an address nobody asks about any more is broken off. */
export async function stillWaiting(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>('select id from waiting_devices where id = any ($1)', [
    [...ids],
  ]);
  return new Set(rows.map((row) => row.id));
}
