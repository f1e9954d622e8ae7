import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import type { SlotSample } from './slot-book.ts';

/** Rows inserted, changed and deleted so far, by table; a partitioned table is one. */
export interface Written {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

export interface StoreFigures {
  readonly tables: ReadonlyMap<string, Written>;
  readonly databaseBytes: number;
  /** Write-ahead log since the cluster was made. */
  readonly walBytes: number;
  readonly connections: number;
}

export async function storeFigures(store: pg.Client): Promise<StoreFigures> {
  const { rows } = await store.query<Written & { table: string }>(
    `select coalesce(p.relname, s.relname) as table, sum(s.n_tup_ins)::float8 as inserted,
       sum(s.n_tup_upd)::float8 as updated, sum(s.n_tup_del)::float8 as deleted
     from pg_stat_user_tables s left join pg_inherits i on i.inhrelid = s.relid left join pg_class p on p.oid = i.inhparent
     group by 1 order by 1`,
  );
  const {
    rows: [size],
  } = await store.query<{ bytes: number; wal: number; connections: number }>(
    `select pg_database_size(current_database())::float8 as bytes,
       pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as wal,
       (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections`,
  );
  if (!size) throw new Error('the database told no size');
  return {
    tables: new Map(rows.map(({ table, ...written }) => [table, written])),
    databaseBytes: size.bytes,
    walBytes: size.wal,
    connections: size.connections,
  };
}

export interface ReadSample extends SlotSample {
  readonly host: string;
  readonly readMs: number | null;
}

/** The last read of every device. */
export async function lastReads(store: pg.Client): Promise<ReadSample[]> {
  const { rows } = await store.query<ReadSample>(
    `select d.id, d.host, p.phase_ms as "phaseMs", p.interval_ms as "intervalMs", s.read_ms as "readMs",
       extract(epoch from s.read_at)::float8 * 1000 - coalesce(s.read_ms, 0) as "startedAt"
     from device_state s join poll_slots p on p.device_id = s.device_id join devices d on d.id = s.device_id`,
  );
  return rows;
}

/** Bytes of the log files that the engines keep in the data folder. */
export function engineLogBytes(dataDir: string): number {
  return readdirSync(dataDir)
    .filter((name) => name.endsWith('.log'))
    .reduce((sum, name) => sum + statSync(join(dataDir, name)).size, 0);
}

/** Rows inserted, changed and deleted so far, of all tables. */
export const rowsWritten = ({ tables }: StoreFigures): number =>
  [...tables.values()].reduce((sum, one) => sum + one.inserted + one.updated + one.deleted, 0);

/** Bytes of lines that a program printed. */
export const bytesOfLines = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
