import { createHash, randomBytes } from 'node:crypto';
import { needsSecondFactor } from '@firewatch/shared/domain/roles';
import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from './database.js';

/** Longest life of a session, and how long it lives unused. */
export const SESSION_MS = 12 * 3_600_000;
const IDLE = '30 minutes';

export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
/** 256 bits, URL-safe. */
export const newToken = (): string => randomBytes(32).toString('base64url');

interface CallerRow {
  readonly session_id: string;
  readonly person_id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Caller['role'];
  readonly all_customers: boolean;
  readonly customer_ids: readonly string[] | null;
  readonly is_quiet: boolean;
  readonly must_have: boolean;
  readonly has_factor: boolean;
}

/**
 * The person behind a session token, with today's rights; null when it ended, idled out, or the person is disabled.
 * Shape   `isAttended` false = looked up for a page or a socket that keeps itself fresh: the session goes on idling.
 */
export async function findCaller(tx: Tx, token: string, isAttended: boolean): Promise<Caller | null> {
  const hash = tokenHash(token);
  const [row] = await tx.query<CallerRow>(
    `select s.id as session_id, p.id as person_id, p.email, p.name, p.role, p.all_customers,
       (select array_agg(pc.customer_id) from person_customers pc where pc.person_id = p.id) as customer_ids,
       s.seen_at < now() - interval '1 minute' as is_quiet,
       coalesce((select (value->>'requireSecondFactor')::boolean from installation where key = 'access-rules'), false) as must_have,
       exists (select from second_factors f where f.person_id = p.id and f.confirmed_at is not null) as has_factor
     from sessions s join people p on p.id = s.person_id
     where s.token_hash = $1 and s.expires_at > now() and s.seen_at > now() - interval '${IDLE}' and p.disabled_at is null`,
    [hash],
  );
  if (!row) return null;
  if (row.is_quiet && isAttended) {
    await tx.query('update sessions set seen_at = now() where token_hash = $1', [hash]);
  }
  const mustEnrol = row.must_have && !row.has_factor && needsSecondFactor(row.role);
  return {
    personId: row.person_id,
    email: row.email,
    name: row.name,
    role: row.role,
    scope: row.role === 'owner' || row.all_customers ? 'all' : (row.customer_ids ?? []),
    sessionId: row.session_id,
    ...(mustEnrol ? { mustEnrol } : {}),
  };
}

/** From where and with what a session was opened; shown to its person. */
export interface SessionOrigin {
  readonly userAgent: string;
  readonly address: string;
}

/** A new session; the token is given once and kept hashed. Ended ones of everybody are swept on the way. */
export async function createSession(tx: Tx, personId: string, origin: SessionOrigin): Promise<string> {
  const token = newToken();
  await tx.query(`delete from sessions where expires_at < now() or seen_at < now() - interval '${IDLE}'`);
  await tx.query(
    `insert into sessions (token_hash, person_id, expires_at, user_agent, address)
     values ($1, $2, now() + $3 * interval '1 millisecond', $4, $5)`,
    [tokenHash(token), personId, SESSION_MS, origin.userAgent.slice(0, 200), origin.address.slice(0, 60)],
  );
  return token;
}

export async function endSession(tx: Tx, token: string): Promise<void> {
  await tx.query('delete from sessions where token_hash = $1', [tokenHash(token)]);
  await tx.query("select pg_notify('fw_people', '')");
}

/** Every session of a person (disabled, rights taken away, password changed), or all but the one that asks. */
export async function endSessionsOf(tx: Tx, personId: string, but: string | null = null): Promise<number> {
  const ended = await tx.query(
    'delete from sessions where person_id = $1 and ($2::uuid is null or id <> $2) returning id',
    [personId, but],
  );
  await tx.query("select pg_notify('fw_people', '')");
  return ended.length;
}

/** One session of this person. @returns false when there is none such. */
export async function endSessionById(tx: Tx, personId: string, id: string): Promise<boolean> {
  const ended = await tx.query('delete from sessions where person_id = $1 and id = $2 returning id', [
    personId,
    id,
  ]);
  await tx.query("select pg_notify('fw_people', '')");
  return ended.length > 0;
}

export interface SessionSeen {
  readonly id: string;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
  readonly userAgent: string;
  readonly address: string;
}

/** Sessions of a person that are still good, the one used last first. */
export function listSessions(tx: Tx, personId: string): Promise<SessionSeen[]> {
  return tx.query<SessionSeen>(
    `select id, created_at as "createdAt", seen_at as "seenAt", expires_at as "expiresAt", user_agent as "userAgent", address
     from sessions where person_id = $1 and expires_at > now() and seen_at > now() - interval '${IDLE}'
     order by seen_at desc, id`,
    [personId],
  );
}
