import type { Tx } from './database.js';

/** Turns the stored mark of being behind. @returns whether this call turned it: of several pollers one tells. */
export async function flipBehind(tx: Tx, isBehind: boolean): Promise<boolean> {
  const rows = await tx.query(
    `insert into installation (key, value) select 'polling-behind', to_jsonb($1::boolean) where $1::boolean
       or exists (select 1 from installation where key = 'polling-behind')
     on conflict (key) do update set value = excluded.value where installation.value is distinct from excluded.value
     returning key`,
    [isBehind],
  );
  return rows.length > 0;
}
