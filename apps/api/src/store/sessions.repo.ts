import { createHash, randomBytes } from 'node:crypto';
import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from './database.js';

/** Longest life of a session, and how long it lives unused. */
export const SESSION_MS = 12 * 3_600_000;
const IDLE = '30 minutes';

export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
/** 256 bits, URL-safe. */
export const newToken = (): string => randomBytes(32).toString('base64url');

interface CallerRow {
  readonly person_id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Caller['role'];
  readonly all_customers: boolean;
  readonly customer_ids: readonly string[] | null;
  readonly is_quiet: boolean;
}

/** The person behind a session token, with today's rights; null when it ended, idled out, or the person is disabled. */
export async function findCaller(tx: Tx, token: string): Promise<Caller | null> {
  const hash = tokenHash(token);
  const [row] = await tx.query<CallerRow>(
    `select p.id as person_id, p.email, p.name, p.role, p.all_customers,
       (select array_agg(pc.customer_id) from person_customers pc where pc.person_id = p.id) as customer_ids,
       s.seen_at < now() - interval '1 minute' as is_quiet
     from sessions s join people p on p.id = s.person_id
     where s.token_hash = $1 and s.expires_at > now() and s.seen_at > now() - interval '${IDLE}' and p.disabled_at is null`,
    [hash],
  );
  if (!row) return null;
  if (row.is_quiet) await tx.query('update sessions set seen_at = now() where token_hash = $1', [hash]);
  return {
    personId: row.person_id,
    email: row.email,
    name: row.name,
    role: row.role,
    scope: row.role === 'owner' || row.all_customers ? 'all' : (row.customer_ids ?? []),
  };
}

/** A new session; the token is given once and kept hashed. Ended ones of everybody are swept on the way. */
export async function createSession(tx: Tx, personId: string, userAgent: string): Promise<string> {
  const token = newToken();
  await tx.query(`delete from sessions where expires_at < now() or seen_at < now() - interval '${IDLE}'`);
  await tx.query(
    `insert into sessions (token_hash, person_id, expires_at, user_agent)
     values ($1, $2, now() + $3 * interval '1 millisecond', $4)`,
    [tokenHash(token), personId, SESSION_MS, userAgent.slice(0, 200)],
  );
  return token;
}

export async function endSession(tx: Tx, token: string): Promise<void> {
  await tx.query('delete from sessions where token_hash = $1', [tokenHash(token)]);
  await tx.query("select pg_notify('fw_people', '')");
}

/** Every session of a person: disabled, or rights taken away. */
export async function endSessionsOf(tx: Tx, personId: string): Promise<void> {
  await tx.query('delete from sessions where person_id = $1', [personId]);
  await tx.query("select pg_notify('fw_people', '')");
}
