import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startProgram } from '@firewatch/api/main';
import type { Config } from '@firewatch/api/platform/config/config';
import { readSettings, toConfig } from '@firewatch/api/platform/config/read-config';
import { Log } from '@firewatch/api/platform/log/log';
import { migrate } from '@firewatch/api/store/migrate';
import { deviceList } from '@firewatch/shared/wire/devices';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { freePort } from '../../support/ports.js';
import { startEmptyDatabase } from '../../support/postgres.js';
import { OWNER } from '../../support/program.js';
import { Rest } from '../../support/rest.js';
import { killedInMigration, slowMigrations } from '../../support/killed-migration.js';

vi.setConfig({ testTimeout: 60_000 });

const FIXTURES = fileURLToPath(new URL('../../fixtures/schemas', import.meta.url));
const RELEASED = readdirSync(FIXTURES).filter((file) => file.endsWith('.sql'));

/** Tables whose rows are the installation's; the others are ours to shape anew. */
const THEIRS = [
  'customers',
  'sites',
  'credential_sets',
  'devices',
  'device_identities',
  'device_state',
  'transitions',
  'fact_history',
  'exposures',
  'incidents',
  'incident_members',
  'incident_updates',
  'notices',
  'deliveries',
  'channels',
  'people',
  'audit_entries',
];

let test: Awaited<ReturnType<typeof startEmptyDatabase>>;
const undo: (() => void)[] = [];
beforeEach(async () => {
  test = await startEmptyDatabase();
});
afterEach(async () => {
  await test.close();
  for (const one of undo.splice(0)) one();
});

async function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: test.superuserUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const restore = (file: string): Promise<unknown> =>
  asSuperuser((client) => client.query(readFileSync(join(FIXTURES, file), 'utf8')));

/** Every row of theirs in the columns it had, by table. */
const rowsOf = (columns: Record<string, string[]>): Promise<Record<string, string[]>> =>
  asSuperuser(async (client) => {
    await client.query("set search_path = public; set timezone = 'UTC'");
    const found: Record<string, string[]> = {};
    for (const [table, names] of Object.entries(columns)) {
      const { rows } = await client.query<{ row: string }>(
        `select to_jsonb(r)::text as row from (select ${names.map((name) => `"${name}"`).join(', ')} from ${table}) r order by 1`,
      );
      found[table] = rows.map(({ row }) => row);
    }
    return found;
  });

const columnsOf = (): Promise<Record<string, string[]>> =>
  asSuperuser(async (client) => {
    const { rows } = await client.query<{ table: string; names: string[] }>(
      `select table_name as table, array_agg(column_name::text order by ordinal_position) as names
       from information_schema.columns where table_schema = 'public' and table_name = any ($1) group by 1`,
      [THEIRS],
    );
    return Object.fromEntries(rows.map(({ table, names }) => [table, names]));
  });

describe.each(RELEASED)('the released schema %s', (file) => {
  it('is upgraded with every row as it was', async () => {
    await restore(file);
    const columns = await columnsOf();
    const before = await rowsOf(columns);
    expect(before['devices']?.length).toBeGreaterThan(5);
    expect(before['incidents']?.length).toBeGreaterThan(0);
    expect(before['deliveries']?.length).toBeGreaterThan(0);
    const { applied, at } = await migrate(test.ownerUrl);
    expect(applied.at(-1)).toBe(at);
    expect(await rowsOf(columns)).toEqual(before);
    expect((await migrate(test.ownerUrl)).applied).toEqual([]);
  });

  it('comes through a start that is killed in the middle of a migration, and through the next one', async () => {
    await restore(file);
    const columns = await columnsOf();
    const before = await rowsOf(columns);
    const slow = slowMigrations();
    undo.push(() => rmSync(slow, { recursive: true }));
    await killedInMigration(test, slow);
    expect(await rowsOf(columns)).toEqual(before);
    const { applied } = await migrate(test.ownerUrl);
    expect(applied.length).toBeGreaterThan(0);
    expect(await rowsOf(columns)).toEqual(before);
  });
});

describe.each(RELEASED)('the program on the released schema %s', (file) => {
  it('lets the owner in and shows every firewall and the open fleet incident', async () => {
    await restore(file);
    await migrate(test.ownerUrl);
    const data = mkdtempSync(join(tmpdir(), 'fw-upgraded-'));
    undo.push(() => rmSync(data, { recursive: true }));
    const keyFile = join(data, 'seal.key');
    const key = /^-- seal-key ([0-9a-f]{64})$/m.exec(readFileSync(join(FIXTURES, file), 'utf8'))?.[1] ?? '';
    writeFileSync(keyFile, Buffer.from(key, 'hex'), { mode: 0o400 });
    const port = await freePort();
    const program = await startProgram(configOf(port, keyFile), Log.to('fatal'));
    try {
      const rest = new Rest(`http://127.0.0.1:${port}`);
      await rest.signIn(OWNER.email, OWNER.password);
      const { items } = await rest.get('/devices', deviceList);
      expect(items).toHaveLength(12);
      // The boxes of that run are gone: what they said last is too old to be shown.
      expect(items.filter((row) => row.worst.verdict === 'protecting')).toEqual([]);
      const incidents = await rest.get('/incidents?kind=fleet&state=open', page(incidentRow));
      expect(incidents.items.map((one) => one.deviceCount)).toEqual([10]);
    } finally {
      await program.close();
    }
  });
});

function configOf(port: number, keyFile: string): Config {
  const { ownerUrl, appUrl, engineUrl } = test;
  return {
    ...toConfig(readSettings({ FIREWATCH_PORT: String(port), FIREWATCH_EGRESS_LOOPBACK: '127.16.0.0/12' }), {
      database: { ownerUrl, appUrl, engineUrl, poolSize: 10 },
      queue: { kind: 'postgres' },
      keyFile,
      demo: null,
      parts: [],
      webRoot: null,
      dataFolder: dirname(keyFile),
    }),
  };
}

it('has a dump of every release', () => {
  expect(RELEASED).toContain('0001-spine.sql');
});
