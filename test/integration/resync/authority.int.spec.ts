import { afterAll, beforeAll, expect, it } from 'vitest';
import { authoritySigns } from '@firewatch/api/store/resync-guards.repo';
import { beginByHand } from '@firewatch/api/store/resync-run-devices.repo';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

let db: TestDatabase;
const sql = <R extends object>(text: string, params: readonly unknown[] = []): Promise<R[]> =>
  db.database.engineQuery<R>(text, params);

beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db?.close());

/** A firewall whose service changed like this, so many minutes ago each. */
async function deviceWith(
  name: string,
  changes: readonly {
    readonly from: string;
    readonly to: readonly [string, string];
    readonly minutes: number;
  }[],
): Promise<void> {
  const [customer] = await sql<{ id: string }>('insert into customers (name) values ($1) returning id', [
    name,
  ]);
  const [device] = await sql<{ id: string }>(
    `insert into devices (customer_id, name, vendor, host, port, cohort, serial, readability)
     values ($1, $2, 'sonicwall', '10.0.0.1', 443, 'sonicwall/licence-manager', $2, 'checklist') returning id`,
    [customer?.id, name],
  );
  for (const { from, to, minutes } of changes)
    await sql(
      `insert into transitions (event_id, at, device_id, customer_id, service, from_verdict, from_reason, to_verdict, to_reason, since,
         confirmed_by, raw)
       values (1, now() - $5::int * interval '1 minute', $1, $2, 'ips', 'exposed', $3, $6, $4, now(), 'test', '')`,
      [device?.id, customer?.id, from, to[1], minutes, to[0]],
    );
}

it('counts a firewall whose licence came back as one that asked, and not one that nobody misses any more', async () => {
  await deviceWith('back', [
    { from: 'ok', to: ['exposed', 'licence-lost'], minutes: 30 },
    { from: 'licence-lost', to: ['protecting', 'ok'], minutes: 12 },
  ]);
  await deviceWith('intended', [
    { from: 'ok', to: ['exposed', 'licence-lost'], minutes: 20 },
    { from: 'licence-lost', to: ['off-by-policy', 'off-by-policy'], minutes: 5 },
  ]);
  const { lastLossAt, checkIns } = await authoritySigns(db.database.single, 'sonicwall');
  expect(checkIns.map(({ isHolding }) => String(isHolding)).toSorted()).toEqual(['false', 'true']);
  expect(Math.round((Date.now() - (lastLossAt ?? 0)) / 60_000)).toBe(20);
});

it('forgets no canary that took its call without effect when a person takes it over', async () => {
  const [run] = await sql<{ id: string }>(
    `insert into resync_runs (state, choice, caps, procedures, hash, estimate_seconds, customer_ids, created_by, created_by_name)
     values ('stopped', '{}', '{}', '[]', '', 1, '{}', gen_random_uuid(), 'Mara') returning id`,
  );
  const [device] = await sql<{ id: string }>(
    `insert into resync_run_devices (run_id, device_id, customer_id, place, position, wave, is_canary, name, customer_name, vendor,
       procedure_id, reason, phase, outcome, settled_at)
     values ($1, gen_random_uuid(), gen_random_uuid(), 'wave', 0, 0, true, 'KST-1', 'Kestrel', 'sonicwall', 'p', '', 'done',
       'unchanged', now()) returning device_id as id`,
    [run?.id],
  );
  await sql(
    `insert into resync_calls (run_id, device_id, customer_id, attempt, step_id, answered_at, answer)
     select run_id, device_id, customer_id, 1, 'sync', now(), 'accepted' from resync_run_devices where run_id = $1`,
    [run?.id],
  );
  const signs = async () => (await authoritySigns(db.database.single, 'sonicwall')).canaries;
  const before = await signs();
  expect(before).toMatchObject([{ outcome: 'unchanged', answer: 'accepted' }]);
  await db.database.asEngine((tx) => beginByHand(tx, run?.id ?? '', [device?.id ?? '']));
  expect(await signs()).toEqual(before);
});
