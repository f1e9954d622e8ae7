import pg from 'pg';
import type { Log } from '../platform/log/log.js';
import { isPastKeeping, monthsFrom, type Month } from './partition-months.js';
import { MONTHS_KEPT } from './retention.js';

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
 * Drops whole months that are no longer kept (MONTHS_KEPT). Transitions and facts stay: what held since long ago is told
 * from them.
 * @returns names dropped now.
 */
export async function dropOldPartitions(owner: pg.Client, isLow = false): Promise<string[]> {
  const dropped: string[] = [];
  for (const [table, { months, whenLow }] of Object.entries(MONTHS_KEPT)) {
    const { rows } = await owner.query<{ name: string; now: Date }>(
      `select c.relname as name, now() as now from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = to_regclass($1)`,
      [table],
    );
    for (const { name, now } of rows) {
      if (!isPastKeeping(name.slice(table.length + 1), now.getTime(), isLow ? whenLow : months)) continue;
      await owner.query(`set lock_timeout = '10s'; drop table ${owner.escapeIdentifier(name)}`);
      dropped.push(name);
    }
  }
  return dropped;
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

/** Looks at start and daily, and when the disk is low, with the owner's own short connection. */
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

  /** Errors: none; said in the log, and on the health page when a month is missing. */
  async look(isLow = false): Promise<void> {
    const client = new pg.Client({ connectionString: this.ownerUrl, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const made = await ensurePartitions(client);
      if (made.length > 0) this.log.info('partitions made', { made });
      const dropped = await dropOldPartitions(client, isLow);
      if (dropped.length > 0) this.log.info('old months dropped', { dropped, isLow });
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
