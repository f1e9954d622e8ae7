import type { Database } from './database.js';
import { RETENTION } from './retention.js';

/** Rows a statement deletes: short locks, and a replica or a reader is never far behind. */
const BATCH = 2_000;
/** Statements a table gets in one round; the rest waits for the next one. */
const MOST_BATCHES = 50;

/**
 * Deletes what is no longer kept (RETENTION), in batches that are transactions of their own.
 * @param want.isLow the disk is: what may go sooner then, goes.
 * Errors  rejects after the last table, naming those that could not be tidied.
 * @returns how many rows went, by table; tables without any are absent.
 */
export async function tidy(
  database: Database,
  want: { readonly isLow: boolean },
): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {};
  const faults: string[] = [];
  for (const { table, goes, goesWhenLow } of RETENTION) {
    try {
      const rows = await deleteFrom(database, table, want.isLow ? (goesWhenLow ?? goes) : goes);
      if (rows > 0) deleted[table] = rows;
    } catch (error) {
      // One table that cannot be tidied must not keep the others from it.
      faults.push(`${table}: ${String(error)}`);
    }
  }
  if (faults.length > 0) throw new Error(faults.join('; '));
  return deleted;
}

async function deleteFrom(database: Database, table: string, goes: string): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const [row] = await database.asEngine(
      (tx) =>
        tx.query<{ gone: number }>(
          `with gone as (delete from ${table} where ctid = any (array(select t.ctid from ${table} t where ${goes} limit ${BATCH}))
             returning 1) select count(*) as gone from gone`,
        ),
      { quick: true },
    );
    const gone = row?.gone ?? 0;
    total += gone;
    if (gone < BATCH) break;
  }
  return total;
}
