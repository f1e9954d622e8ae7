import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tidy } from '@firewatch/api/store/housekeeper';
import { dropOldPartitions } from '@firewatch/api/store/partitions';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const sql = <R extends object>(text: string): Promise<R[]> => db.database.engineQuery<R>(text);

describe('tidying', () => {
  it('deletes keys of 25 h, ended sessions and links, and steps of 91 days but the last before the limit', async () => {
    await sql(
      `insert into people (id, email, name, role) values ('00000000-0000-4000-8000-000000000001', 'a@b.c', 'A', 'owner')`,
    );
    await sql(`insert into idempotency_keys (key, person_id, route, request_hash, at)
      select 'key-' || h, gen_random_uuid(), 'POST x', '', now() - h * interval '1 hour' from unnest(array[23, 25]) h`);
    await sql(`insert into sessions (token_hash, person_id, expires_at)
      select h::text::bytea, '00000000-0000-4000-8000-000000000001', now() + h * interval '1 hour' from unnest(array[-1, 1]) h`);
    await sql(`insert into one_time_links (token_hash, kind, expires_at)
      select h::text::bytea, 'setup', now() + h * interval '1 hour' from unnest(array[-1, 1]) h`);
    await sql(`insert into customers (id, name) values ('00000000-0000-4000-8000-000000000002', 'C')`);
    await sql(`insert into count_history select '00000000-0000-4000-8000-000000000002', now() - d * interval '1 day', d, 0, 0, 0, 0, 0, 0
      from unnest(array[120, 91, 89, 1]) d`);
    await tidy(db.database, { isLow: false });
    expect({
      keys: await sql('select key from idempotency_keys'),
      sessions: await sql('select count(*) as n from sessions'),
      links: await sql('select count(*) as n from one_time_links'),
      days: await sql('select protecting as day from count_history order by at'),
    }).toEqual({
      keys: [{ key: 'key-23' }],
      sessions: [{ n: 1 }],
      links: [{ n: 1 }],
      days: [{ day: 91 }, { day: 89 }, { day: 1 }],
    });
  });

  it('drops a month of events from 2008 and keeps its transitions, and every month of today', async () => {
    const owner = new pg.Client({ connectionString: db.ownerUrl });
    await owner.connect();
    try {
      for (const table of ['events', 'transitions']) {
        await owner.query(
          `create table ${table}_y2008m12 partition of ${table} for values from ('2008-12-01') to ('2009-01-01')`,
        );
      }
      expect(await dropOldPartitions(owner)).toEqual(['events_y2008m12']);
      const { rows } = await owner.query(`select to_regclass('transitions_y2008m12')::text as name`);
      expect(rows).toEqual([{ name: 'transitions_y2008m12' }]);
      expect(await dropOldPartitions(owner)).toEqual([]);
    } finally {
      await owner.end();
    }
  });
});
