import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, MIGRATIONS_FOLDER } from '@firewatch/api/store/migrate';
import { startEmptyDatabase } from '../../support/postgres.js';

interface Entry {
  readonly idx: number;
  readonly version: string;
  readonly when: number;
  readonly tag: string;
  readonly breakpoints: boolean;
}

let test: Awaited<ReturnType<typeof startEmptyDatabase>>;
let folder: string;

beforeEach(async () => {
  test = await startEmptyDatabase();
  folder = mkdtempSync(join(tmpdir(), 'fw-migrations-'));
  cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
});
afterEach(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

const journalFile = () => join(folder, 'meta', '_journal.json');
const readJournal = () => JSON.parse(readFileSync(journalFile(), 'utf8')) as { entries: Entry[] };
const newest = () => Math.max(...readJournal().entries.map((entry) => entry.when));
const addMigration = (tag: string, when: number, sql: string) => {
  const journal = readJournal();
  const entries = [
    ...journal.entries,
    { idx: journal.entries.length, version: '7', when, tag, breakpoints: true },
  ];
  writeFileSync(join(folder, `${tag}.sql`), sql);
  writeFileSync(
    journalFile(),
    JSON.stringify({ ...journal, entries: entries.toSorted((a, b) => a.when - b.when) }),
  );
};
const ask = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

describe('migrate', () => {
  it('makes the schema once when 3 processes start at the same time', async () => {
    const done = await Promise.all([1, 2, 3].map(() => migrate(test.ownerUrl, folder)));
    const all = readJournal().entries.map((entry) => entry.tag);
    expect(done.map((one) => one.applied.length).toSorted((a, b) => a - b)).toEqual([0, 0, all.length]);
    expect(done.map((one) => one.at)).toEqual(Array(3).fill(all.at(-1)));
    expect(done.flatMap((one) => one.partitions)).toHaveLength(9);
    expect((await migrate(test.ownerUrl, folder)).applied).toEqual([]);
  });

  it('refuses a schema that a newer program made', async () => {
    addMigration('9999_later', newest() + 1, 'select 1');
    await migrate(test.ownerUrl, folder);
    await expect(migrate(test.ownerUrl)).rejects.toThrow(
      /^The database was migrated by a newer Firewatch than this one \(which ends at .+\): start the newer version, or restore a backup from before the upgrade\.$/,
    );
  });

  it('refuses an older migration that was merged after later ones were applied', async () => {
    addMigration('9999_later', newest() + 1_000, 'select 1');
    await migrate(test.ownerUrl, folder);
    addMigration('9998_late_merge', newest() - 500, 'select 1');
    await expect(migrate(test.ownerUrl, folder)).rejects.toThrow(
      /^The migration 9998_late_merge was never applied although later ones were/,
    );
  });

  it('refuses a migration that was edited after it was applied', async () => {
    await migrate(test.ownerUrl, folder);
    const [first] = readJournal().entries;
    const file = join(folder, `${first?.tag}.sql`);
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n-- edited`);
    await expect(migrate(test.ownerUrl, folder)).rejects.toThrow(
      `The migration ${first?.tag} differs from the one this database was made with`,
    );
  });

  it('fails a data migration under forced row level security instead of changing 0 rows', async () => {
    await migrate(test.ownerUrl, folder);
    addMigration('9999_data', newest() + 1, "update customers set name = 'x'");
    await expect(migrate(test.ownerUrl, folder)).rejects.toThrow('Failed query');
    await migrate(test.ownerUrl);
    expect(await ask(test.engineUrl, 'select count(*)::int as n from customers')).toEqual([{ n: 0 }]);
  });

  it('leaves nothing of a migration that failed half-way', async () => {
    addMigration(
      '9999_broken',
      newest() + 1,
      'create table half (id int);\n--> statement-breakpoint\nselect no_such_function()',
    );
    await expect(migrate(test.ownerUrl, folder)).rejects.toThrow('Failed query');
    expect(
      await ask(
        test.ownerUrl,
        "select to_regclass('half')::text as is, to_regclass('customers')::text as base",
      ),
    ).toEqual([{ is: null, base: null }]);
  });
});

describe('partitions', () => {
  it('let the engine in through the parent only', async () => {
    const { partitions } = await migrate(test.ownerUrl);
    const [name] = partitions.filter((one) => one.startsWith('events_'));
    expect(await ask(test.engineUrl, 'select count(*)::int as n from events')).toEqual([{ n: 0 }]);
    for (const url of [test.engineUrl, test.appUrl]) {
      await expect(ask(url, `select * from ${name}`)).rejects.toThrow(`permission denied for table ${name}`);
    }
    const rows = await ask(
      test.ownerUrl,
      `select distinct relrowsecurity, relforcerowsecurity from pg_class where relname in (${partitions.map((one) => `'${one}'`).join(',')})`,
    );
    expect(rows).toEqual([{ relrowsecurity: true, relforcerowsecurity: true }]);
  });

  it('take an event of today and of 28 days from now', async () => {
    await migrate(test.ownerUrl);
    await ask(
      test.engineUrl,
      "insert into events (id, at, type) values (1, now(), 'a'), (2, now() + interval '28 days', 'b')",
    );
    expect(
      await ask(
        test.engineUrl,
        'select count(distinct tableoid)::int > 0 as split, count(*)::int as n from events',
      ),
    ).toEqual([{ split: true, n: 2 }]);
  });
});
