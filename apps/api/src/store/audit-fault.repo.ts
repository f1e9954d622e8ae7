import type { Tx } from './database.js';

const KEY = 'audit-fault';

/** Why the audit is not believed to be as it was written, one sentence; null = nothing speaks against it. */
export async function auditFault(tx: Tx): Promise<string | null> {
  const [row] = await tx.query<{ sentence: string }>(
    "select value->>'sentence' as sentence from installation where key = $1",
    [KEY],
  );
  return row?.sentence ?? null;
}

/** Stays until a check of the whole chain finds nothing. @returns false when one was noted already: that one stays. */
export async function noteAuditFault(tx: Tx, sentence: string): Promise<boolean> {
  const rows = await tx.query(
    'insert into installation (key, value) values ($1, $2) on conflict (key) do nothing returning key',
    [KEY, JSON.stringify({ sentence })],
  );
  return rows.length === 1;
}

export async function clearAuditFault(tx: Tx): Promise<void> {
  await tx.query('delete from installation where key = $1', [KEY]);
}
