import type { Database, Tx } from './database.js';

/** History of what was removed stays hidden this long, for a mistake to be noticed; then it is gone. */
export const HIDDEN_FOR = '30 days';
const AT_ONCE = 25;

/** Closed incidents that nobody who is watched has part in: out of every list, until they are purged. */
export async function hideWithdrawn(tx: Tx): Promise<void> {
  await tx.query(
    `update incidents i set hidden_at = now()
     where i.hidden_at is null and i.state = 'closed'
       and i.id in (select m.incident_id from incident_members m join devices d on d.id = m.device_id where d.removed_at is not null)
       and not exists (select 1 from incident_members m join devices d on d.id = m.device_id
         where m.incident_id = i.id and d.removed_at is null)`,
  );
}

const OF_DEVICE = [
  'transitions',
  'fact_history',
  'events',
  'exposures',
  'blind_spells',
  'incident_members',
  'resync_log',
  'resync_run_devices',
] as const;

async function purgeDevices(tx: Tx): Promise<number> {
  const gone = await tx.query<{ id: string }>(
    `select id from devices where removed_at < now() - interval '${HIDDEN_FOR}' order by removed_at limit ${AT_ONCE} for update skip locked`,
  );
  if (gone.length === 0) return 0;
  const ids = gone.map((device) => device.id);
  for (const table of OF_DEVICE) await tx.query(`delete from ${table} where device_id = any ($1)`, [ids]);
  // Sealed bytes and accepted identities went at the removal or go with the row; the audit keeps who removed it and why.
  await tx.query('delete from devices where id = any ($1)', [ids]);
  return ids.length;
}

/** Incidents whose last member was purged, with what was written and told about them. */
async function purgeIncidents(tx: Tx): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    `select i.id from incidents i where i.hidden_at < now() - interval '${HIDDEN_FOR}'
       and not exists (select 1 from incident_members m where m.incident_id = i.id) limit 500`,
  );
  if (rows.length === 0) return;
  const ids = [rows.map((row) => row.id)];
  await tx.query('update incidents set absorbed_by = null where absorbed_by = any ($1)', ids);
  await tx.query('delete from deliveries where incident_id = any ($1)', ids);
  await tx.query('delete from notices where incident_id = any ($1)', ids);
  await tx.query('delete from events where incident_id = any ($1)', ids);
  await tx.query('delete from incidents where id = any ($1)', ids);
}

/** Customers without any device left, hidden long enough. */
async function purgeCustomers(tx: Tx): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    `select c.id from customers c where c.removed_at < now() - interval '${HIDDEN_FOR}'
       and not exists (select 1 from devices d where d.customer_id = c.id)`,
  );
  if (rows.length === 0) return;
  const ids = [rows.map((row) => row.id)];
  for (const table of [
    'device_imports',
    'credential_sets',
    'groups',
    'sites',
    'events',
    'count_history',
    'customer_counts',
  ]) {
    const where = table === 'device_imports' ? 'customer_ids && $1::uuid[]' : 'customer_id = any ($1)';
    await tx.query(`delete from ${table} where ${where}`, ids);
  }
  await tx.query('delete from customers where id = any ($1)', ids);
}

/** As the engine, in small transactions: the reads of the fleet must not wait for it. @returns devices purged. */
export async function purgeRemoved(database: Database): Promise<number> {
  let purged = 0;
  for (let batch = AT_ONCE; batch === AT_ONCE;) {
    batch = await database.asEngine(purgeDevices, { quick: true });
    purged += batch;
  }
  await database.asEngine(purgeIncidents, { quick: true });
  await database.asEngine(purgeCustomers, { quick: true });
  return purged;
}
