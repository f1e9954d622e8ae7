import pg from 'pg';
import type { Log } from '../platform/log/log.js';
import { isPastKeeping, monthsFrom, type Month } from './partition-months.js';

/** Tables partitioned by month on `at`. */
export const PARTITIONED = ['events', 'transitions', 'fact_history'] as const;
const DAY_MS = 86_400_000;

/**
 * This month and the next two, UTC, by the database's clock.
 * Reached through the parent only: RLS forced and every right revoked on the partition itself.
 * @returns names made now.
 */
export async function ensurePartitions(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ now: Date }>('select now()');
  const now = rows[0]?.now ?? new Date(0);
  const made: string[] = [];
  for (const table of PARTITIONED) {
    for (const month of monthsFrom(now.getTime())) {
      if (await makePartition(owner, table, month)) made.push(`${table}_${month.suffix}`);
    }
  }
  return made;
}

/**
 * Drops months of `events` nobody asks for any more. Transitions and facts stay: what held since long ago is told from them.
 * @returns names dropped now.
 */
export async function dropOldPartitions(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; now: Date }>(
    `select c.relname as name, now() as now from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'events'::regclass`,
  );
  const old = rows.filter(({ name, now }) => isPastKeeping(name.replace(/^events_/, ''), now.getTime()));
  for (const { name } of old) {
    await owner.query(`set lock_timeout = '10s'; drop table ${owner.escapeIdentifier(name)}`);
  }
  return old.map(({ name }) => name);
}

async function makePartition(owner: pg.Client, table: string, month: Month): Promise<boolean> {
  const name = `${table}_${month.suffix}`;
  const { rows } = await owner.query<{ is: string | null }>('select to_regclass($1)::text as is', [name]);
  if (rows[0]?.is) return false;
  // Attached rather than created in place: that does not lock readers and writers of the parent out.
  await owner.query(`
    begin;
    set local lock_timeout = '10s';
    create table ${name} (like ${table} including defaults including constraints);
    alter table ${name} enable row level security;
    alter table ${name} force row level security;
    revoke all on ${name} from public, fw_app, fw_engine;
    alter table ${table} attach partition ${name} for values from ('${month.from}') to ('${month.to}');
    commit;
  `);
  return true;
}

/** Looks at start and daily, with the owner's own short connection. */
export class PartitionKeeper {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly ownerUrl: string,
    private readonly log: Log,
  ) {}

  start(): void {
    void this.look();
    this.timer = setInterval(() => void this.look(), DAY_MS);
    this.timer.unref();
  }

  async look(): Promise<void> {
    const client = new pg.Client({ connectionString: this.ownerUrl, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const made = await ensurePartitions(client);
      if (made.length > 0) this.log.info('partitions made', { made });
      const dropped = await dropOldPartitions(client);
      if (dropped.length > 0) this.log.info('old months dropped', { dropped });
    } catch (error) {
      this.log.error('partitions not kept in order', {
        reason: error instanceof Error ? error.message : 'unknown',
      });
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  close(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }
}
