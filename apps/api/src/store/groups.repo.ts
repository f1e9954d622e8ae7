import type { Group } from '@firewatch/shared/wire/estate';
import type { Tx } from './database.js';

const GROUP = `select g.id, g.name, g.customer_id as "customerId", g.baseline,
  (select count(*) from devices d where d.group_id = g.id and d.removed_at is null) as "deviceCount" from groups g`;

/** Groups the scope sees, by name. */
export function listGroups(tx: Tx): Promise<Group[]> {
  return tx.query<Group>(`${GROUP} order by lower(g.name), g.id`);
}

export async function findGroup(tx: Tx, id: string): Promise<Group | null> {
  const [row] = await tx.query<Group>(`${GROUP} where g.id = $1`, [id]);
  return row ?? null;
}

const NAME_TAKEN = '23505';
const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === NAME_TAKEN;

/** Its members cannot join or leave by its name while this transaction lasts. */
export async function lockGroup(tx: Tx, id: string): Promise<Group | null> {
  await tx.query('select 1 from groups where id = $1 for update', [id]);
  return findGroup(tx, id);
}

/** @returns its id; null when its customer (or the MSP) has a group of this name. */
export async function insertGroup(
  tx: Tx,
  group: { readonly name: string; readonly customerId: string | null },
): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    'insert into groups (name, customer_id) values ($1, $2) on conflict do nothing returning id',
    [group.name, group.customerId],
  );
  return row?.id ?? null;
}

/** @returns false when the name is taken; the transaction is of no use then. */
export async function renameGroup(tx: Tx, id: string, name: string): Promise<boolean> {
  try {
    await tx.query('update groups set name = $2 where id = $1', [id, name]);
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

/** Its devices stay, in no group. */
export async function deleteGroup(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from groups where id = $1', [id]);
}
