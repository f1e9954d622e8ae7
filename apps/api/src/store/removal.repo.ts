import type { CustomerRemoval } from '@firewatch/shared/wire/estate';
import type { Tx } from './database.js';
import { withdraw } from './enrolment.repo.js';

export interface RemovedDevice {
  readonly id: string;
  readonly customerId: string;
  readonly name: string;
  readonly credentialSetId: string | null;
  readonly resyncSetId: string | null;
}

/** Credential sets that were destroyed, by name. */
export type Destroyed = readonly { readonly id: string; readonly name: string }[];

/**
 * Of these sets, the ones that belonged to a customer and that nothing uses any more: their sealed bytes go with the row.
 * A set of the MSP stays, and so does one that others use.
 */
async function destroyUnused(tx: Tx, setIds: readonly string[]): Promise<Destroyed> {
  return tx.query<{ id: string; name: string }>(
    `delete from credential_sets s where s.id = any ($1) and s.customer_id is not null
       and not exists (select 1 from devices d where s.id in (d.credential_set_id, d.resync_credential_set_id))
       and not exists (select 1 from waiting_devices w where w.credential_set_id = s.id)
     returning s.id, s.name`,
    [[...setIds]],
  );
}

/** Readers of these devices stop when the transaction commits. */
async function stopReads(tx: Tx): Promise<void> {
  await tx.query("select pg_notify('fw_withdrawn', '')");
}

/**
 * Stops watching devices and destroys what opened them: no slot, no state, no credential that nobody else uses. Their
 * history stays hidden until it is purged.
 * @returns those that were watched; an absent one was removed before.
 */
export async function removeDevices(
  tx: Tx,
  deviceIds: readonly string[],
): Promise<{ readonly removed: RemovedDevice[]; readonly destroyed: Destroyed }> {
  const ids = [...deviceIds].sort();
  await withdraw(tx, ids);
  const removed = await tx.query<RemovedDevice>(
    `with before as (
       select id, customer_id, name, credential_set_id, resync_credential_set_id from devices
       where id = any ($1) and removed_at is null order by id for update)
     update devices d set removed_at = now(), credential_set_id = null, resync_credential_set_id = null, group_id = null
     from before b where d.id = b.id
     returning b.id, b.customer_id as "customerId", b.name, b.credential_set_id as "credentialSetId",
       b.resync_credential_set_id as "resyncSetId"`,
    [ids],
  );
  const destroyed = await destroyUnused(
    tx,
    removed.flatMap(({ credentialSetId, resyncSetId }) => [credentialSetId ?? [], resyncSetId ?? []].flat()),
  );
  await stopReads(tx);
  return { removed, destroyed };
}

/** Sets of firewalls that were waiting and wait no more. */
export async function destroySets(tx: Tx, setIds: readonly (string | null)[]): Promise<Destroyed> {
  const destroyed = await destroyUnused(
    tx,
    setIds.flatMap((id) => id ?? []),
  );
  await stopReads(tx);
  return destroyed;
}

const COUNTS = `select c.name,
    (select count(*) from devices d where d.customer_id = c.id and d.removed_at is null) as devices,
    (select count(*) from waiting_devices w where w.customer_id = c.id) as waiting,
    (select count(*) from sites s where s.customer_id = c.id) as sites,
    (select count(*) from groups g where g.customer_id = c.id) as groups,
    (select count(*) from credential_sets k where k.customer_id = c.id) as "credentialSets",
    (select count(distinct d.credential_set_id) from devices d join credential_sets k on k.id = d.credential_set_id
      where d.customer_id = c.id and d.removed_at is null and k.customer_id is null) as "sharedSets",
    (select count(distinct i.id) from incidents i join incident_members m on m.incident_id = i.id
      where m.customer_id = c.id and m.left_at is null and i.state = 'open') as "openIncidents",
    (select count(*) from person_customers p join people q on q.id = p.person_id
      where p.customer_id = c.id and not q.all_customers and q.disabled_at is null
        and not exists (select 1 from person_customers o where o.person_id = p.person_id and o.customer_id <> c.id)) as people
  from customers c where c.id = $1`;

/** What removing it would take with it; null = there is no such customer. */
export async function removalCounts(tx: Tx, customerId: string): Promise<CustomerRemoval | null> {
  const [row] = await tx.query<CustomerRemoval>(COUNTS, [customerId]);
  return row ?? null;
}

/** Locks a customer so that nothing is enrolled into it while it is removed. */
export async function lockCustomer(tx: Tx, customerId: string): Promise<{ readonly name: string } | null> {
  const [row] = await tx.query<{ name: string }>('select name from customers where id = $1 for update', [
    customerId,
  ]);
  return row ?? null;
}

/** A customer with everything that is watched or waits, every credential of its own and every grant on it. */
export async function removeCustomerRows(
  tx: Tx,
  customerId: string,
): Promise<{ readonly removed: RemovedDevice[]; readonly destroyed: Destroyed }> {
  const devices = await tx.query<{ id: string }>(
    'select id from devices where customer_id = $1 and removed_at is null',
    [customerId],
  );
  await tx.query('delete from waiting_devices where customer_id = $1', [customerId]);
  const { removed, destroyed } = await removeDevices(
    tx,
    devices.map((device) => device.id),
  );
  const own = await tx.query<{ id: string }>('select id from credential_sets where customer_id = $1', [
    customerId,
  ]);
  const unused = await destroyUnused(
    tx,
    own.map((set) => set.id),
  );
  await tx.query('delete from groups where customer_id = $1', [customerId]);
  await tx.query('delete from person_customers where customer_id = $1', [customerId]);
  await tx.query("select pg_notify('fw_people', '')");
  await tx.query('update customers set removed_at = now() where id = $1', [customerId]);
  return { removed, destroyed: [...destroyed, ...unused] };
}
