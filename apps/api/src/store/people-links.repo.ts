import type { Tx } from './database.js';
import { newToken, tokenHash } from './sessions.repo.js';

export type LinkKind = 'setup' | 'sign-in';

/** A link that works once; earlier unused ones of the kind stop working. */
export async function createLink(
  tx: Tx,
  kind: LinkKind,
  personId: string | null,
  validMs: number,
): Promise<string> {
  const token = newToken();
  await tx.query('delete from one_time_links where kind = $1 and person_id is not distinct from $2', [
    kind,
    personId,
  ]);
  await tx.query(
    `insert into one_time_links (token_hash, kind, person_id, expires_at)
     values ($1, $2, $3, now() + $4 * interval '1 millisecond')`,
    [tokenHash(token), kind, personId, validMs],
  );
  return token;
}

/** Would it still work? Asked before anything costly is done for it. */
export async function isLinkGood(tx: Tx, kind: LinkKind, token: string): Promise<boolean> {
  const rows = await tx.query(
    'select 1 from one_time_links where token_hash = $1 and kind = $2 and used_at is null and expires_at > now()',
    [tokenHash(token), kind],
  );
  return rows.length > 0;
}

/** Uses a link up; null when it is unknown, used or run out. Two at once: one gets it. */
export async function useLink(
  tx: Tx,
  kind: LinkKind,
  token: string,
): Promise<{ readonly personId: string | null } | null> {
  const [row] = await tx.query<{ person_id: string | null }>(
    `update one_time_links set used_at = now()
     where token_hash = $1 and kind = $2 and used_at is null and expires_at > now() returning person_id`,
    [tokenHash(token), kind],
  );
  return row ? { personId: row.person_id } : null;
}
