import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceFixture, storeDevice, storeIncident } from './fleet-fixture.js';
import { RestStage } from './rest-stage.js';

/** Tables that hold nothing of a customer, or are read only through the guarded routes of the program. A new table is not here and must have RLS. */
const NOT_A_CUSTOMERS = [
  'api_tokens',
  'audit_chain',
  'cohort_windows',
  'cursors',
  'device_calls',
  'digests',
  'event_head',
  'idempotency_keys',
  'key_calls',
  'live_frames',
  'live_rooms',
  'one_time_links',
  'own_health',
  'people',
  'person_customers',
  'process_beats',
  'push_intake',
  'recovery_codes',
  'second_factor_steps',
  'second_factors',
  'sessions',
  'sign_in_failures',
  'sign_in_places',
  'step_ups',
];

/** Facts of the program, read by all; RLS keeps the API from writing them. */
const READ_BY_ALL = ['installation', 'resync_settings'];

let stage: RestStage;
let app: pg.Client;
let a: DeviceFixture;
let b: DeviceFixture;
let tables: string[];

beforeAll(async () => {
  stage = await RestStage.open();
  const customers = await stage.sql<{ id: string }>(
    `insert into customers (name) values ('A'), ('B') returning id`,
  );
  const [ca, cb] = customers.map((row) => row.id);
  a = await storeDevice(stage, ca ?? '', { name: 'A-1' });
  b = await storeDevice(stage, cb ?? '', { name: 'B-1' });
  const ofA = await storeIncident(stage, [a]);
  const ofB = await storeIncident(stage, [b], 'device');
  await stage.sql(
    `insert into ack_links (token_hash, incident_id, address) values (sha256('t'), $1, 'oncall@msp.example')`,
    [ofB],
  );
  await stage.sql(`insert into push_unknown (vendor, serial, source) values ('sonicwall', 'X1', '10.0.0.9')`);
  for (const one of [a, b]) {
    const of = [one.id, one.customerId];
    const incident = one === a ? ofA : ofB;
    await stage.sql(`insert into sites (customer_id, name) values ($1, 'S')`, [one.customerId]);
    await stage.sql(
      `insert into events (id, type, device_id, customer_id) values ((select count(*) from events) + 1, 'device.row', $1, $2)`,
      of,
    );
    await stage.sql(
      `insert into transitions (event_id, at, device_id, customer_id, service, to_verdict, to_reason, since, confirmed_by, raw)
       values (1, now(), $1, $2, 'ips', 'exposed', 'licence-lost', now(), 'repeat', '')`,
      of,
    );
    await stage.sql(
      `insert into fact_history (at, device_id, customer_id, service, fact, value) values (now(), $1, $2, 'ips', 'licence', 'absent')`,
      of,
    );
    await stage.sql(
      `insert into exposures (device_id, customer_id, service, kind, reason, from_at) values ($1, $2, 'ips', 'exposed', 'x', now())`,
      of,
    );
    await stage.sql(
      `insert into blind_spells (device_id, customer_id, why, from_at) values ($1, $2, 'timeout', now())`,
      of,
    );
    await stage.sql(`insert into groups (customer_id, name) values ($1, 'G')`, [one.customerId]);
    await stage.sql(
      `insert into waiting_devices (customer_id, name, vendor, host, port) values ($1, 'W', 'sonicwall', '10.0.0.9', 443)`,
      [one.customerId],
    );
    await stage.sql(
      `insert into device_imports (created_by, customer_ids, makes_customers, plan) values (gen_random_uuid(), array[$1::uuid], false, '{}')`,
      [one.customerId],
    );
    await stage.sql(
      `insert into entitlement_looks (device_id, customer_id, core_changed_at) values ($1, $2, now())`,
      of,
    );
    await stage.sql(
      `insert into entitlements (device_id, customer_id, item, name, value) values ($1, $2, 'ips', 'IPS', 'active')`,
      of,
    );
    await stage.sql(
      `insert into signature_watches (device_id, customer_id, service, published_at) values ($1, $2, 'ips', now())`,
      of,
    );
    await stage.sql(
      `insert into push_last (device_id, customer_id, at, event_id, message, action) values ($1, $2, now(), '1382', 'x', 'due')`,
      of,
    );
    await stage.sql(
      `insert into answer_samples (device_id, customer_id, why, source, status, content_type, body) values ($1, $2, 'malformed', 'GET /x', 200, '', 'x')`,
      of,
    );
    await storeWindow(one, incident);
    await storeRun(one);
    await asApp(one.customerId, [
      [
        `insert into intended_acts (id, incident_id, service, reason, person_name, device_count) values ($1, $2, 'ips', 'why', 'P', 1)`,
        [one.id, incident],
      ],
      [
        `insert into intended_devices (act_id, device_id, customer_id, before, was_confirmed, was_own) values ($1, $1, $2, '{}', false, false)`,
        of,
      ],
    ]);
    await stage.sql(
      `insert into audit_entries (action, subject_kind, subject_id, customer_id) values ('x', 'device', $1::text, $2)`,
      of,
    );
  }
  const [channel] = await stage.sql<{ id: string }>(
    `insert into channels (kind, name, settings) values ('email', 'M', '{}') returning id`,
  );
  const [notice] = await stage.sql<{ id: string }>(
    `insert into notices (incident_id, seq, kind, content) values ($1, 1, 'opened', '{}') returning id`,
    [ofB],
  );
  await stage.sql(
    `insert into deliveries (notice_id, incident_id, channel_id, destination, notice_key) values ($1, $2, $3, 'x', 'k')`,
    [notice?.id, ofB, channel?.id],
  );
  await asApp('*', [[`insert into channel_pasts (channel_id, settings) values ($1, '{}')`, [channel?.id]]]);
  const rows = await stage.sql<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`,
  );
  tables = rows.map((row) => row.name);
  app = new pg.Client({ connectionString: stage.db.appUrl });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await stage.close();
});

/** Written by the API's role alone, inside a scope. */
async function asApp(scope: string, statements: readonly (readonly [string, unknown[]])[]): Promise<void> {
  await stage.db.database.inScope(scope === '*' ? 'all' : [scope], async (tx) => {
    for (const [text, params] of statements) await tx.query(text, params);
  });
}

/** A maintenance window of one customer that withheld one notice. */
async function storeWindow(one: DeviceFixture, incident: string): Promise<void> {
  await stage.sql(
    `with w as (
       insert into maintenance_windows (rule, target_kind, target_ids, customer_ids, reason, created_by_name)
       values ('{}', 'device', array[$1::uuid], array[$2::uuid], 'new firmware', 'P') returning id),
     spell as (insert into maintenance_spells select id, now(), now() + interval '1 hour' from w)
     insert into withheld_notices (window_id, incident_id, at, kind, reason, title, told)
     select id, $3, now(), 'opened', 'opened', 'T', '{}' from w`,
    [one.id, one.customerId, incident],
  );
}

/** A resync run with one firewall of one customer, its call, a ticked step, a line of the log, and a flag. */
async function storeRun(one: DeviceFixture): Promise<void> {
  const [run] = await stage.sql<{ id: string }>(
    `insert into resync_runs (choice, caps, procedures, hash, estimate_seconds, customer_ids, created_by, created_by_name)
     values ('{}', '{}', '[]', 'h', 1, array[$1::uuid], gen_random_uuid(), 'P') returning id`,
    [one.customerId],
  );
  const of = [run?.id, one.id, one.customerId];
  await stage.sql(
    `insert into resync_run_devices (run_id, device_id, customer_id, place, position, wave, name, customer_name, vendor, procedure_id, reason)
     values ($1, $2, $3, 'wave', 0, 0, 'N', 'C', 'sonicwall', 'p', 'r')`,
    of,
  );
  await stage.sql(
    `insert into resync_calls (run_id, device_id, customer_id, attempt, step_id) values ($1, $2, $3, 1, 's')`,
    of,
  );
  await stage.sql(
    `insert into resync_log (run_id, device_id, customer_id, what) values ($1, $2, $3, 'Begun')`,
    of,
  );
  await asApp(one.customerId, [
    [
      `insert into resync_ticks (run_id, device_id, customer_id, attempt, step_id, person_id, by_name, evidence)
       values ($1, $2, $3, 1, 's', gen_random_uuid(), 'P', 'seen')`,
      of,
    ],
    [
      `insert into do_not_touch (kind, device_id, customer_id, reason, owner_id, owner_name, until_at)
       values ('device', $1, $2, 'why', gen_random_uuid(), 'P', now() + interval '1 hour')`,
      [one.id, one.customerId],
    ],
  ]);
}

/** Rows fw_app sees of each table inside a scope; `refused` where it may not even ask. */
async function seen(scope: string | null): Promise<Record<string, number | 'refused'>> {
  const counts: Record<string, number | 'refused'> = {};
  for (const table of tables.filter((one) => ![...NOT_A_CUSTOMERS, ...READ_BY_ALL].includes(one))) {
    await app.query('begin');
    try {
      if (scope !== null) await app.query(`select set_config('app.customers', $1, true)`, [scope]);
      const { rows } = await app.query<{ n: string }>(`select count(*) as n from "${table}"`);
      counts[table] = Number(rows[0]?.n);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error;
      counts[table] = 'refused';
    } finally {
      await app.query('rollback');
    }
  }
  return counts;
}
const shown = (counts: Record<string, number | 'refused'>): string[] =>
  Object.entries(counts).flatMap(([table, count]) =>
    count === 'refused' || count === 0 ? [] : [`${table}: ${count}`],
  );

describe('direct SQL as the API role', () => {
  it('covers at least 20 tables and their partitions', async () => {
    const counts = await seen('*');
    expect(Object.keys(counts).length).toBeGreaterThanOrEqual(20);
    // Each table had a row to leak, else the next tests prove nothing.
    const empty = Object.entries(counts).filter(([, count]) => count === 0);
    expect(empty).toEqual([]);
    expect(
      tables.filter((name) => /_\d{4}_?\d{2}$|_p\d+/.test(name)).every((name) => counts[name] === 'refused'),
    ).toBe(true);
  });

  it.each([
    ['no scope', null],
    ['an empty scope', ''],
    ['the scope of a customer who does not exist', randomUUID()],
  ])('sees 0 rows of every customer table with %s', async (_name, scope) => {
    expect(shown(await seen(scope))).toEqual([]);
  });

  it('sees only its own customer, and nothing of the MSP, inside the scope of A', async () => {
    const own = await seen(a.customerId);
    expect([
      own['devices'],
      own['device_state'],
      own['customers'],
      own['events'],
      own['incidents'],
      own['audit_entries'],
    ]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([own['channels'], own['notices'], own['deliveries']]).toEqual([0, 0, 0]);
  });

  it('cannot write into another customer, delete history, or rewrite the audit', async () => {
    const attempt = async (sql: string, params: unknown[]): Promise<string> => {
      await app.query('begin');
      try {
        await app.query(`select set_config('app.customers', $1, true)`, [a.customerId]);
        const { rowCount } = await app.query(sql, params);
        return `${rowCount} rows`;
      } catch (error) {
        return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
      } finally {
        await app.query('rollback');
      }
    };
    expect({
      site: await attempt(`insert into sites (customer_id, name) values ($1, 'planted')`, [b.customerId]),
      move: await attempt('update devices set customer_id = $1 where id = $2', [b.customerId, a.id]),
      other: await attempt(`update devices set host = 'evil' where id = $1`, [b.id]),
      audit: await attempt('delete from audit_entries', []),
      auditEdit: await attempt(`update audit_entries set action = 'y'`, []),
      history: await attempt('delete from transitions', []),
      exposure: await attempt('update exposures set to_at = now()', []),
    }).toEqual({
      site: '42501',
      move: '42501',
      other: '0 rows',
      audit: '42501',
      auditEdit: '42501',
      history: '42501',
      exposure: '42501',
    });
  });

  it('forces RLS on the owner too, on every table that holds a customer', async () => {
    const open = await stage.sql<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and not (relrowsecurity and relforcerowsecurity) order by 1`,
    );
    expect(open.map((row) => row.name).filter((name) => !name.startsWith('__drizzle'))).toEqual(
      NOT_A_CUSTOMERS,
    );
  });
});
