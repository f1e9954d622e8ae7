import type { Tx } from './database.js';
import { newToken, tokenHash } from './sessions.repo.js';

/** `password` = choose a password, first or new. */
export type LinkKind = 'setup' | 'sign-in' | 'password';

/** How long a reset may take, and how long an invitation waits. */
export const RESET_MS = 3_600_000;
export const INVITATION_MS = 72 * 3_600_000;

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
  return (await linkOf(tx, kind, token)) !== null;
}

/** Whose link it is, without using it up; null when it is unknown, used or run out. */
export async function linkOf(
  tx: Tx,
  kind: LinkKind,
  token: string,
): Promise<{ readonly personId: string | null } | null> {
  const [row] = await tx.query<{ person_id: string | null }>(
    `select person_id from one_time_links
     where token_hash = $1 and kind = $2 and used_at is null and expires_at > now()`,
    [tokenHash(token), kind],
  );
  return row ? { personId: row.person_id } : null;
}

/** Was one made for this person a moment ago? Then asking again sends no second mail; who asks in the same instant waits for that. */
export async function hasFreshLink(tx: Tx, kind: LinkKind, personId: string): Promise<boolean> {
  await tx.query('select 1 from people where id = $1 for no key update', [personId]);
  const rows = await tx.query(
    `select 1 from one_time_links where kind = $1 and person_id = $2 and used_at is null
       and created_at > now() - interval '2 minutes'`,
    [kind, personId],
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
