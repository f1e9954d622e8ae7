import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceFixture, storeDevice, storeIncident } from '../rest/fleet-fixture.js';
import { RestStage } from '../rest/rest-stage.js';

/** What an injected statement could try as the API's role, inside the scope of customer A. */
type Attempt = readonly [what: string, sql: string, outcome: string];
const REFUSED = '42501';

let stage: RestStage;
let app: pg.Client;
let a: DeviceFixture;
let b: DeviceFixture;
let ofB: string;

beforeAll(async () => {
  stage = await RestStage.open();
  const rows = await stage.sql<{ id: string }>(
    `insert into customers (name) values ('A'), ('B') returning id`,
  );
  a = await storeDevice(stage, rows[0]?.id ?? '', { name: 'A-1' });
  b = await storeDevice(stage, rows[1]?.id ?? '', { name: 'B-1' });
  ofB = await storeIncident(stage, [b], 'device');
  await stage.sql(`insert into installation (key, value) values ('seal-key', '{"publicKey":"ours"}')`);
  app = new pg.Client({ connectionString: stage.db.appUrl });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await stage.close();
});

/** SQLSTATE, or how many rows it found or changed. */
async function attempt(sql: string): Promise<string> {
  await app.query('begin');
  try {
    await app.query(`select set_config('app.customers', $1, true)`, [a.customerId]);
    const text = sql
      .replaceAll(':b', `'${b.customerId}'`)
      .replaceAll(':d', `'${b.id}'`)
      .replaceAll(':i', `'${ofB}'`);
    const { rowCount } = await app.query(text);
    return `${rowCount} rows`;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
  } finally {
    await app.query('rollback');
  }
}

const ATTEMPTS: readonly Attempt[] = [
  ['becomes the owner', 'set role fw_owner', REFUSED],
  ['becomes the engine', 'set role fw_engine', REFUSED],
  ['becomes a superuser', 'set session authorization postgres', REFUSED],
  ['makes itself mighty', 'alter role fw_app bypassrls', REFUSED],
  ['makes a role', 'create role mine superuser', REFUSED],
  ['takes row security away', 'alter table devices disable row level security', REFUSED],
  ['drops a policy', 'drop policy app_scope on devices', REFUSED],
  ['adds a policy', 'create policy mine on devices using (true)', REFUSED],
  ['switches row security off', 'set local row_security = off; select * from devices', REFUSED],
  ['makes a table', 'create table mine ()', REFUSED],
  [
    'makes a function that runs as another',
    'create function mine() returns int language sql security definer as $$ select 1 $$',
    REFUSED,
  ],
  [
    'replaces the function that scopes',
    `create or replace function fw_sees(customer uuid) returns boolean language sql as $$ select true $$`,
    REFUSED,
  ],
  ['empties a table', 'truncate devices', REFUSED],
  ['drops a table', 'drop table audit_entries', REFUSED],
  ['copies out only its own', 'copy devices to stdout', '1 rows'],
  ['runs a program', `copy (select 1) to program 'id'`, REFUSED],
  ['reads a file', `select pg_read_file('/etc/passwd')`, REFUSED],
  ['lists a folder', `select pg_ls_dir('.')`, REFUSED],
  ['reads the passwords of roles', 'select * from pg_authid', REFUSED],
  [
    'ends sessions of the engine',
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'fw_engine'`,
    REFUSED,
  ],
  ['enters the queue', `select 1 where has_schema_privilege('bullmq', 'usage')`, '0 rows'],
  ['reads the migrations', 'select * from drizzle.__drizzle_migrations', REFUSED],
  ['moves a sequence', `select setval('audit_entries_id_seq', 1)`, REFUSED],
  ['reads sealed credentials', 'select sealed from credential_sets', REFUSED],
  ['reads sealed credentials by star', 'select * from credential_sets', REFUSED],
  ['reads the credential of somebody’s try', 'select sealed, credential_set_id from device_calls', REFUSED],
  ['reads frames of all rooms', 'select * from live_frames', REFUSED],
  ['turns a cursor back', 'update cursors set event_id = 0', REFUSED],
  ['rewrites what happened', `update events set type = 'x'`, REFUSED],
  ['deletes what happened', 'delete from events', REFUSED],
  [
    'says something happened at B',
    `insert into events (id, type, customer_id) values (1, 'incident.changed', :b)`,
    REFUSED,
  ],
  ['deletes an incident', 'delete from incidents', REFUSED],
  [
    'joins a device of B to see its incident',
    `insert into incident_members (incident_id, device_id, customer_id, since) values (:i, :d, :b, now())`,
    REFUSED,
  ],
  [
    'writes into the timeline of B',
    `insert into incident_updates (incident_id, kind, body) values (:i, 'note', 'x')`,
    REFUSED,
  ],
  ['acknowledges the incident of B', `update incidents set acked_at = now() where id = :i`, '0 rows'],
  ['marks a message delivered', `update deliveries set state = 'delivered'`, REFUSED],
  ['deletes a message', 'delete from deliveries', REFUSED],
  ['deletes a person', 'delete from people', REFUSED],
  [
    'replaces the key that credentials are sealed with',
    `update installation set value = '{}' where key = 'seal-key'`,
    '0 rows',
  ],
  [
    'puts its own key there',
    `insert into installation (key, value) values ('seal-key', '{}') on conflict (key) do update set value = '{}'`,
    REFUSED,
  ],
  ['counts for B', `select fw_count(:b, 'protecting', 5)`, REFUSED],
  ['counts of B directly', 'update customer_counts set exposed = 0 where customer_id = :b', '0 rows'],
  ['deletes the state of B', 'delete from device_state where device_id = :d', '0 rows'],
  ['reads B through a row lock', 'select * from devices where id = :d for update', '0 rows'],
  [
    'reads B through a join on what it sees',
    'select d.* from incident_members m right join devices d on d.id = m.device_id where d.customer_id = :b',
    '0 rows',
  ],
  [
    'intends a call at a firewall',
    `insert into resync_calls (run_id, device_id, customer_id, attempt, step_id) values (:d, :d, :b, 1, 'x')`,
    REFUSED,
  ],
  ['says that a call was answered', `update resync_calls set answer = 'accepted'`, REFUSED],
  ['moves a firewall to another wave', `update resync_run_devices set wave = 0`, REFUSED],
  ['changes what was approved', `update resync_runs set hash = 'mine', procedures = '[]'`, REFUSED],
  ['rewrites the step log', `update resync_log set words = ''`, REFUSED],
  ['takes back a ticked step', 'delete from resync_ticks', REFUSED],
  ['deletes a flag', 'delete from do_not_touch', REFUSED],
  ['turns the kill switch off', 'update resync_settings set kill_on = false', '0 rows'],
  [
    'gives its device a credential of B',
    `update devices set credential_set_id = (select id from credential_sets where customer_id = :b)`,
    '23514',
  ],
];

describe('the API’s role inside the scope of A', () => {
  it.each(ATTEMPTS)('%s: %s', async (_what, sql, outcome) => {
    expect(await attempt(sql)).toBe(outcome);
  });

  it('reaches nothing that runs with another’s rights: no definer function, no view, no membership, no superuser', async () => {
    const [found] = await stage.sql<Record<string, number>>(
      `select (select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')) as definers,
         (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm') and n.nspname not in ('pg_catalog', 'information_schema')) as views,
         (select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname in ('fw_app', 'fw_engine')) as memberships,
         (select count(*) from pg_roles where rolname like 'fw%' and (rolsuper or rolbypassrls or rolcreaterole or rolreplication)) as mighty`,
    );
    expect(found).toEqual({ definers: 0, views: 0, memberships: 0, mighty: 0 });
  });

  it('fails closed: a scope that is no list of ids is an error, not everything', async () => {
    for (const scope of ['*,*', 'all', "' or true", `${b.customerId};`]) {
      await app.query('begin');
      const seen = await app
        .query(`select set_config('app.customers', $1, true)`, [scope])
        .then(() => app.query('select id from devices'))
        .then(({ rowCount }) => `${rowCount} rows`)
        .catch((error: { code?: string }) => error.code);
      await app.query('rollback');
      expect([scope, seen]).toEqual([scope, '22P02']);
    }
  });

  it('leaves no scope behind in its connection when the transaction ends', async () => {
    await attempt('select 1');
    const { rows } = await app.query(`select coalesce(current_setting('app.customers', true), '') as scope`);
    expect(rows).toEqual([{ scope: '' }]);
  });
});
