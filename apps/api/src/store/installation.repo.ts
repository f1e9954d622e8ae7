import type { Tx } from './database.js';

/** Facts of this installation: `seal-key` {publicKey}, `demo` {since}, `access-rules`, `daily-mails` {atMinutes}. */
export async function readInstallation(tx: Tx, key: string): Promise<Record<string, unknown> | null> {
  const [row] = await tx.query<{ value: Record<string, unknown> }>(
    'select value from installation where key = $1',
    [key],
  );
  return row?.value ?? null;
}

export async function writeInstallation(tx: Tx, key: string, value: object): Promise<void> {
  await tx.query(
    'insert into installation (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value',
    [key, JSON.stringify(value)],
  );
}
