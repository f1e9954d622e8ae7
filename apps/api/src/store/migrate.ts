import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyAll } from 'drizzle-orm/node-postgres/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import pg from 'pg';
import { z } from 'zod';
import { StartRefusal } from '../platform/config/start-refusal.js';
import { ensurePartitions } from './partitions.js';
import { migrateQueueStore } from './queue-store.js';

/** The same folder from `src` and from `dist`: the SQL files are read where they are committed. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../src/store/migrations', import.meta.url));
const MIGRATION_LOCK = 0x46_57_4d_47;

export interface MigrationDone {
  /** Tags that were applied now. */
  readonly applied: readonly string[];
  /** Tag the schema stands at. */
  readonly at: string;
  /** Partitions made now. */
  readonly partitions: readonly string[];
}

interface Known {
  readonly tag: string;
  readonly when: number;
  readonly hash: string;
}

/**
 * Brings the schema, the queue's tables and the partitions up to this program, as fw_owner, one process at a time.
 * Errors  StartRefusal when the schema is newer than the program, was changed, or a migration was left out.
 */
export async function migrate(ownerUrl: string, folder = MIGRATIONS_FOLDER): Promise<MigrationDone> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    // Under FORCE the owner sees no rows: without this a data migration would change nothing and say nothing.
    await client.query('set row_security = off');
    const known = readKnown(folder);
    const done = await readApplied(client);
    refuseMismatch(known, done);
    const applied = known.filter((entry) => !done.some((row) => row.when === entry.when));
    if (applied.length > 0) await applyAll(drizzle(client), { migrationsFolder: folder });
    await migrateQueueStore(client);
    const partitions = await ensurePartitions(client);
    return { applied: applied.map((entry) => entry.tag), at: known.at(-1)?.tag ?? 'empty', partitions };
  } finally {
    await client.end();
  }
}

/**
 * For commands beside the program: is the schema exactly the one of this program? Changes nothing.
 * Errors  StartRefusal when it is older, newer or changed.
 */
export async function checkSchema(ownerUrl: string, folder = MIGRATIONS_FOLDER): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const known = readKnown(folder);
    const done = await readApplied(client);
    refuseMismatch(known, done);
    if (done.length < known.length) {
      throw new StartRefusal(
        'The database is older than this program: start Firewatch once, so that it brings the schema up to date.',
      );
    }
  } finally {
    await client.end();
  }
}

function readKnown(folder: string): Known[] {
  const journal = z.object({ entries: z.array(z.object({ tag: z.string(), when: z.number() })) });
  const { entries } = journal.parse(JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')));
  const files = readMigrationFiles({ migrationsFolder: folder });
  return entries.map((entry, index) => ({ ...entry, hash: files[index]?.hash ?? '' }));
}

async function readApplied(client: pg.Client): Promise<Omit<Known, 'tag'>[]> {
  const { rows: found } = await client.query<{ is: string | null }>(
    "select to_regclass('drizzle.__drizzle_migrations')::text as is",
  );
  if (!found[0]?.is) return [];
  const { rows } = await client.query<{ hash: string; created_at: string }>(
    'select hash, created_at from drizzle.__drizzle_migrations order by created_at',
  );
  return rows.map((row) => ({ hash: row.hash, when: Number(row.created_at) }));
}

// drizzle compares with the newest entry only: it would skip an older migration merged later and accept a newer schema.
function refuseMismatch(known: readonly Known[], applied: readonly Omit<Known, 'tag'>[]): void {
  const newest = known.at(-1);
  const last = applied.at(-1);
  if (!last) return;
  if (newest && last.when > newest.when) {
    throw new StartRefusal(
      `The database was migrated by a newer Firewatch than this one (which ends at ${newest.tag}): start the newer version, or restore a backup from before the upgrade.`,
    );
  }
  for (const row of applied) {
    const entry = known.find((candidate) => candidate.when === row.when);
    if (!entry) {
      throw new StartRefusal(
        `The database holds a migration of ${new Date(row.when).toISOString()} that this Firewatch does not know: start the version that made it.`,
      );
    }
    if (entry.hash !== row.hash) {
      throw new StartRefusal(
        `The migration ${entry.tag} differs from the one this database was made with: start the version that made it, or use an empty database (FIREWATCH_DATA or DATABASE_URL).`,
      );
    }
  }
  const skipped = known.find(
    (entry) => entry.when < last.when && !applied.some((row) => row.when === entry.when),
  );
  if (skipped) {
    throw new StartRefusal(
      `The migration ${skipped.tag} was never applied although later ones were: start a version of Firewatch that has it in order, or restore a backup.`,
    );
  }
}
