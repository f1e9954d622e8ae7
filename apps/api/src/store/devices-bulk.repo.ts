import type { Readability } from '@firewatch/shared/domain/reading';
import type { Tx } from './database.js';
import { changeInterval, startAgain } from './enrolment.repo.js';

/** As much of a device as an act on many needs. */
export interface BulkRecord {
  readonly id: string;
  readonly customerId: string;
  readonly name: string;
  readonly vendor: string;
  readonly readability: Readability;
  /** Null on a checklist. */
  readonly credentialSetId: string | null;
  readonly tags: readonly string[];
  readonly groupId: string | null;
  readonly contact: string | null;
}

const MANY = `select d.id, d.customer_id as "customerId", d.name, d.vendor, d.readability,
    d.credential_set_id as "credentialSetId", d.tags, d.group_id as "groupId", s.contact
  from devices d left join device_state s on s.device_id = d.id
  where d.id = any ($1) and d.removed_at is null order by d.id`;

export function readMany(tx: Tx, ids: readonly string[]): Promise<BulkRecord[]> {
  return tx.query<BulkRecord>(MANY, [[...ids]]);
}

/** Their slots first, then they themselves, each in id order: the order in which the reader of devices locks them. */
export async function lockMany(tx: Tx, ids: readonly string[]): Promise<BulkRecord[]> {
  await tx.query('select 1 from poll_slots where device_id = any ($1) order by device_id for update', [
    [...ids],
  ]);
  return tx.query<BulkRecord>(`${MANY} for update of d`, [[...ids]]);
}

/** Each keeps its place in the spread; those that have the interval already are left alone. */
export async function setIntervals(
  tx: Tx,
  devices: readonly Pick<BulkRecord, 'id'>[],
  intervalMs: number,
): Promise<void> {
  const others = await tx.query<{ device_id: string }>(
    'select device_id from poll_slots where device_id = any ($1) and interval_ms <> $2 order by device_id',
    [devices.map((device) => device.id), intervalMs],
  );
  for (const { device_id } of others) await changeInterval(tx, device_id, intervalMs);
  await tx.query('update devices set interval_ms = $2 where id = any ($1) and removed_at is null', [
    others.map((row) => row.device_id),
    intervalMs,
  ]);
}

/** Tags and group of many devices in one statement. */
export async function setPlaces(
  tx: Tx,
  devices: readonly Pick<BulkRecord, 'id' | 'tags' | 'groupId'>[],
): Promise<void> {
  if (devices.length === 0) return;
  await tx.query(
    `update devices d set tags = array(select jsonb_array_elements_text(c.tags)), group_id = c."groupId"
     from jsonb_to_recordset($1::jsonb) as c (id uuid, tags jsonb, "groupId" uuid) where d.id = c.id`,
    [JSON.stringify(devices.map(({ id, tags, groupId }) => ({ id, tags, groupId })))],
  );
}

/** Never signed in to any more; their next read only looks whether they are there. */
export async function setChecklist(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(`update devices set readability = 'checklist' where id = any ($1)`, [[...ids]]);
  await startAgain(tx, ids, 'access');
}

/** @param setId null = none any more. */
export async function setResyncSets(tx: Tx, ids: readonly string[], setId: string | null): Promise<void> {
  await tx.query('update devices set resync_credential_set_id = $2 where id = any ($1)', [[...ids], setId]);
}
