import type { Customer } from '@firewatch/shared/wire/access';
import type { Tx } from './database.js';

/** Every customer the scope sees, with sites and how many devices are watched. */
export function listCustomers(tx: Tx): Promise<Customer[]> {
  return tx.query<Customer>(
    `select c.id, c.name,
       coalesce((select json_agg(json_build_object('id', s.id, 'name', s.name) order by lower(s.name))
         from sites s where s.customer_id = c.id), '[]'::json) as sites,
       (select count(*) from devices d where d.customer_id = c.id and d.removed_at is null) as "deviceCount"
     from customers c order by lower(c.name), c.id`,
  );
}

/** Names of these customers, as far as the scope sees them. */
export function namesOf(tx: Tx): Promise<{ id: string; name: string }[]> {
  return tx.query('select id, name from customers order by lower(name), id');
}

/** Held until the transaction ends: who removes the customer meanwhile waits, or this one finds it gone. */
export async function customerExists(tx: Tx, id: string): Promise<boolean> {
  return (await holdCustomers(tx, [id])).size > 0;
}

/** Those of these customers that are there, held as by `customerExists`; in id order. */
export async function holdCustomers(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    'select id from customers where id = any ($1) order by id for key share',
    [[...ids]],
  );
  return new Set(rows.map((row) => row.id));
}

/** @returns its id; null when the name is taken. */
export async function insertCustomer(tx: Tx, name: string): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    'insert into customers (name) values ($1) on conflict (lower(name)) where removed_at is null do nothing returning id',
    [name],
  );
  return row?.id ?? null;
}

export async function insertSite(tx: Tx, customerId: string, name: string): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    'insert into sites (customer_id, name) values ($1, $2) on conflict (customer_id, lower(name)) do nothing returning id',
    [customerId, name],
  );
  return row?.id ?? null;
}

/** Which of these ids are customers. */
export async function knownCustomers(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>('select id from customers where id = any ($1)', [[...ids]]);
  return new Set(rows.map((row) => row.id));
}

export async function siteBelongsTo(tx: Tx, siteId: string, customerId: string): Promise<boolean> {
  return (
    (await tx.query('select 1 from sites where id = $1 and customer_id = $2', [siteId, customerId])).length >
    0
  );
}
