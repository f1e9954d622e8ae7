import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hideWithdrawn, purgeRemoved } from '@firewatch/api/store/removal-purge';
import { PollingStage, reading } from '../polling/polling-stage.js';
import { claimDue } from '@firewatch/api/store/poll-slots.repo';
import { takeClaimed } from '@firewatch/api/store/device-targets.repo';
import { removeDevices } from '@firewatch/api/store/removal.repo';
import type { Tx } from '@firewatch/api/store/database';

/** History of a removed firewall is hidden so long, then deleted. */
const OF_DEVICE = [
  'transitions',
  'fact_history',
  'events',
  'exposures',
  'incident_members',
  'device_identities',
];

let stage: PollingStage;
let tx: Tx;
beforeAll(async () => {
  stage = await PollingStage.open();
  tx = { query: (text, params) => stage.sql(text, params) };
});
afterAll(() => stage.close());

/** A firewall with a lost licence behind it: transitions, facts, exposure, and an incident that was closed. */
async function withHistory(): Promise<string> {
  const [id = ''] = await stage.add(1);
  for (const answer of ['good', 'corroborated'] as const) {
    await stage.sql('update poll_slots set due_at = now() where device_id = $1 and lease_until is null', [
      id,
    ]);
    const claims = await claimDue(tx, { limit: 50, silentLimit: 50, leaseMs: 30_000, holder: 'test' });
    const [device] = await takeClaimed(
      tx,
      claims.filter((one) => one.deviceId === id),
      'test',
    );
    if (!device) throw new Error('not taken');
    const startedAt = stage.clock.now();
    await stage.recorder().record(device, reading(id, answer, { startedAt }), stage.vendor.profile);
    await stage.sql('update poll_slots set lease_until = null where device_id = $1', [id]);
  }
  await stage.sql(
    `insert into exposures (customer_id, device_id, service, kind, reason, from_at, not_before, to_at)
     values ($1, $2, 'web-filter', 'exposed', 'switched-off', now() - interval '2 hours', now() - interval '2 hours', now() - interval '1 hour')`,
    [stage.customer, id],
  );
  const [incident] = await stage.sql<{ id: string }>(
    `insert into incidents (kind, severity, device_id, opened_at, since, state, closed_at, findings)
     values ('device', 'critical', $1, now() - interval '2 hours', now() - interval '2 hours', 'closed', now(), '{}') returning id`,
    [id],
  );
  await stage.sql(
    `insert into incident_members (incident_id, device_id, customer_id, services, since, joined_at, left_at, detail)
     values ($1, $2, $3, '{ips}', now() - interval '2 hours', now() - interval '2 hours', now(), '{}')`,
    [incident?.id, id, stage.customer],
  );
  return id;
}

const rowsOf = async (id: string): Promise<Record<string, number>> => {
  const found: Record<string, number> = {};
  for (const table of OF_DEVICE) {
    const [row] = await stage.sql<{ n: number }>(
      `select count(*)::int as n from ${table} where device_id = $1`,
      [id],
    );
    found[table] = row?.n ?? 0;
  }
  return found;
};
const removedSince = (id: string, days: number) =>
  stage.sql(
    `with d as (update devices set removed_at = now() - $2 * interval '1 day' where id = $1 returning id)
     update incidents set hidden_at = now() - $2 * interval '1 day' where device_id in (select id from d)`,
    [id, days],
  );

describe('history of what was removed', () => {
  it('is all there for 30 days, then gone from every table with its incident, and the others keep theirs', async () => {
    const [young, old, watched] = [await withHistory(), await withHistory(), await withHistory()];
    const before = await rowsOf(old);
    expect(Object.entries(before).filter(([, rows]) => rows === 0)).toEqual([]);
    await stage.db.database.asEngine((own) => removeDevices(own, [young, old]));
    await stage.db.database.asEngine(hideWithdrawn);
    expect(
      await stage.sql('select device_id from incidents where hidden_at is not null order by device_id'),
    ).toEqual([young, old].sort().map((device_id) => ({ device_id })));
    await removedSince(young, 29);
    await removedSince(old, 31);
    const kept = [await rowsOf(young), await rowsOf(watched)];

    expect(await purgeRemoved(stage.db.database)).toBe(1);

    expect(Object.values(await rowsOf(old))).toEqual(OF_DEVICE.map(() => 0));
    expect(await stage.sql('select 1 from devices where id = $1', [old])).toEqual([]);
    expect([await rowsOf(young), await rowsOf(watched)]).toEqual(kept);
    const incidents = await stage.sql<{ device_id: string }>('select device_id from incidents');
    expect(incidents.map((row) => row.device_id).sort()).toEqual([young, watched].sort());
    expect(await purgeRemoved(stage.db.database)).toBe(0);
  });

  it('of a whole customer goes with its sites, groups and sets, 30 days after its removal', async () => {
    const [gone] = await stage.sql<{ id: string }>(
      `insert into customers (name, removed_at) values ('Gone', now() - interval '31 days') returning id`,
    );
    const [hidden] = await stage.sql<{ id: string }>(
      `insert into customers (name, removed_at) values ('Hidden', now() - interval '29 days') returning id`,
    );
    for (const one of [gone, hidden]) {
      await stage.sql(`insert into sites (customer_id, name) values ($1, 'Main')`, [one?.id]);
      await stage.sql(`insert into groups (customer_id, name) values ($1, 'All')`, [one?.id]);
    }
    await purgeRemoved(stage.db.database);
    const left = await stage.sql<{ name: string }>(`select name from customers order by name`);
    expect(left.map((row) => row.name)).toEqual(['Avalon', 'Hidden']);
    for (const table of ['sites', 'groups'])
      expect(await stage.sql(`select customer_id as id from ${table}`)).toEqual([{ id: hidden?.id }]);
  });
});
