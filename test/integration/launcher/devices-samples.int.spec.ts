import { devices } from '@firewatch/launcher/cli/devices.verb';
import { LOOK_BEFORE_SENDING } from '@firewatch/shared/wire/samples';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

const ONE = '00000000-0000-4000-8000-000000000011';
const TWIN = '00000000-0000-4000-8000-000000000012';
const OTHER_TWIN = '00000000-0000-4000-8000-000000000013';

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
  await db.database.asEngine(async (tx) => {
    await tx.query(
      `with c as (insert into customers (name) values ('Alder'), ('Birch') returning id, name),
         s as (insert into credential_sets (name, vendor, sealed) values ('A', 'sonicwall', '') returning id)
       insert into devices (id, name, customer_id, vendor, host, port, cohort, credential_set_id)
       select d.id::uuid, d.name, c.id, 'sonicwall', '198.51.100.1', d.port, 'x', s.id
       from s cross join c join (values ($1, 'ALD-1', 'Alder', 1), ($2, 'HQ', 'Alder', 2), ($3, 'HQ', 'Birch', 3)) as d (id, name, customer, port)
         on d.customer = c.name`,
      [ONE, TWIN, OTHER_TWIN],
    );
    await tx.query(
      `insert into answer_samples (device_id, customer_id, at, why, source, status, content_type, body)
       select id, customer_id, timestamptz '2026-11-22 03:00Z' - age, 'not-json', 'GET /version', 200, 'text/html', said
       from devices cross join (values (interval '1 h', 'older'), (interval '0 h', E'<h1>Sign in</h1>\n\u001b[2Jwiped')) as v (age, said)
       where id = $1`,
      [ONE],
    );
  });
}, 60_000);
afterAll(() => db.close());
afterEach(() => {
  process.exitCode = undefined;
});

async function samples(...args: string[]): Promise<{ said: string[]; complained: string[] }> {
  const said: string[] = [];
  const complained: string[] = [];
  const program = new Command().exitOverride();
  devices(program, {
    environment: { DATABASE_URL: db.superuserUrl, FIREWATCH_PORT: '0' },
    say: (text) => said.push(text),
    complain: (text) => complained.push(text),
  });
  await program.parseAsync(['devices', 'samples', ...args], { from: 'user' });
  return { said, complained };
}

it('prints what a firewall said that could not be read, newest first, as text that moves no cursor', async () => {
  expect(await samples('ald-1')).toEqual({
    said: [
      '2026-11-22T03:00:00.000Z  GET /version  HTTP 200  text/html  login page, not JSON',
      '  <h1>Sign in</h1>',
      '  [2Jwiped',
      '',
      '2026-11-22T02:00:00.000Z  GET /version  HTTP 200  text/html  login page, not JSON',
      '  older',
      '',
      LOOK_BEFORE_SENDING,
    ],
    complained: [],
  });
});

it('answers programs as the API does', async () => {
  const { said } = await samples(ONE, '--json');
  const found = JSON.parse(said.join('')) as { at: string; why: string; body: string }[];
  expect(found.map(({ at, why, body }) => [at, why, body])).toEqual([
    ['2026-11-22T03:00:00.000Z', 'not-json', '<h1>Sign in</h1>\n\u001b[2Jwiped'],
    ['2026-11-22T02:00:00.000Z', 'not-json', 'older'],
  ]);
});

it('says so where nothing is kept', async () => {
  expect((await samples(TWIN)).said).toEqual(['No sample of HQ is kept.']);
});

it('asks for the id where two customers have a firewall of one name', async () => {
  const { said, complained } = await samples('HQ');
  expect(said).toEqual([]);
  expect(complained).toHaveLength(1);
  expect(complained[0]).toMatch(/^2 firewalls are called HQ: give the id of one: /);
  expect(complained[0]).toContain(`${TWIN} (Alder)`);
  expect(complained[0]).toContain(`${OTHER_TWIN} (Birch)`);
});
