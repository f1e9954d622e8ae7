import { createHash } from 'node:crypto';
import type { Tx } from './database.js';

/** Tries per account inside the window; then it rests, whatever address they come from. */
export const MAX_TRIES = 10;
export const WINDOW_MINUTES = 15;

/** Unknown accounts are counted like known ones; a hash, because people type passwords into the wrong field. */
const accountKey = (email: string): string =>
  createHash('sha256').update(email.trim().toLowerCase()).digest('hex');

/**
 * Takes one of the account's tries before the password is looked at.
 * Shape   seconds to wait; 0 = go ahead.
 */
export async function takeTry(tx: Tx, email: string): Promise<number> {
  const account = accountKey(email);
  // One at a time per account: a burst side by side must not see the same count.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [account]);
  await tx.query(`delete from sign_in_failures where at < now() - interval '${WINDOW_MINUTES} minutes'`);
  const [seen] = await tx.query<{ tries: number; wait: number | null }>(
    `select count(*) as tries, ceil(extract(epoch from min(at) + interval '${WINDOW_MINUTES} minutes' - now()))::integer as wait
     from sign_in_failures where account = $1`,
    [account],
  );
  if (seen && seen.tries >= MAX_TRIES) return Math.max(1, seen.wait ?? 60);
  await tx.query('insert into sign_in_failures (account) values ($1)', [account]);
  return 0;
}

/** The password was right: nothing is held against the account. */
export async function forgiveTries(tx: Tx, email: string): Promise<void> {
  await tx.query('delete from sign_in_failures where account = $1', [accountKey(email)]);
}
