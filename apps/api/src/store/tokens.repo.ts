import { randomBytes } from 'node:crypto';
import { commonRole, type Role } from '@firewatch/shared/domain/roles';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { ApiToken, TokenKind } from '@firewatch/shared/wire/tokens';
import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from './database.js';
import { newToken, tokenHash } from './sessions.repo.js';

const TOKEN = /^fw_([a-z2-7]{8})_[A-Za-z0-9_-]{43}$/;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const newPrefix = (): string => Array.from(randomBytes(8), (byte) => ALPHABET[byte % 32]).join('');

export interface TokenInput {
  readonly personId: string;
  readonly name: string;
  readonly kind: TokenKind;
  readonly role: Role;
  readonly allCustomers: boolean;
  readonly customerIds: readonly string[];
  readonly days: number;
}

/** @returns its id and the token itself, which is given once and kept hashed. */
export async function createToken(tx: Tx, input: TokenInput): Promise<{ id: string; token: string }> {
  const prefix = newPrefix();
  const token = `fw_${prefix}_${newToken()}`;
  const [row] = await tx.query<{ id: string }>(
    `insert into api_tokens (person_id, name, prefix, token_hash, kind, role, all_customers, customer_ids, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8::uuid[], now() + $9::int * interval '1 day') returning id`,
    [
      input.personId,
      input.name,
      prefix,
      tokenHash(token),
      input.kind,
      input.role,
      input.allCustomers,
      [...new Set(input.customerIds)],
      input.days,
    ],
  );
  if (!row) throw new Error('a token was not stored');
  return { id: row.id, token };
}

interface TokenCallerRow {
  readonly id: string;
  readonly prefix: string;
  readonly kind: TokenKind;
  readonly role: Role;
  readonly all_customers: boolean;
  readonly customer_ids: readonly string[];
  readonly person_id: string;
  readonly email: string;
  readonly person_name: string;
  readonly person_role: Role;
  readonly person_all: boolean;
  readonly person_customers: readonly string[] | null;
  readonly is_quiet: boolean;
}

/** What both may see. */
function commonScope(row: TokenCallerRow): Caller['scope'] {
  const ofPerson = row.person_role === 'owner' || row.person_all ? 'all' : (row.person_customers ?? []);
  if (row.all_customers) return ofPerson;
  return ofPerson === 'all' ? row.customer_ids : row.customer_ids.filter((id) => ofPerson.includes(id));
}

/** The person a token acts for, with what both may do today; null when it is unknown, over, revoked, or the person disabled. */
export async function findTokenCaller(tx: Tx, token: string): Promise<Caller | null> {
  if (!TOKEN.test(token)) return null;
  const [row] = await tx.query<TokenCallerRow>(
    `select t.id, t.prefix, t.kind, t.role, t.all_customers, t.customer_ids, p.id as person_id, p.email, p.name as person_name,
       p.role as person_role, p.all_customers as person_all,
       (select array_agg(pc.customer_id) from person_customers pc where pc.person_id = p.id) as person_customers,
       coalesce(t.last_used_at < now() - interval '1 minute', true) as is_quiet
     from api_tokens t join people p on p.id = t.person_id
     where t.token_hash = $1 and t.revoked_at is null and t.expires_at > now() and p.disabled_at is null`,
    [tokenHash(token)],
  );
  if (!row) return null;
  if (row.is_quiet) await tx.query('update api_tokens set last_used_at = now() where id = $1', [row.id]);
  return {
    personId: row.person_id,
    email: row.email,
    name: row.person_name,
    role: commonRole(row.person_role, row.role),
    scope: commonScope(row),
    token: { id: row.id, prefix: row.prefix, kind: row.kind },
  };
}

interface TokenRow extends Omit<ApiToken, 'person' | 'createdAt' | 'expiresAt' | 'lastUsedAt'> {
  readonly personId: string;
  readonly personName: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly lastUsedAt: number | null;
}

const LIST = `select t.id, t.name, t.person_id as "personId", p.name as "personName", t.prefix, t.kind, t.role,
    t.all_customers as "allCustomers", t.customer_ids as "customerIds", t.created_at as "createdAt",
    t.expires_at as "expiresAt", t.last_used_at as "lastUsedAt",
    case when t.revoked_at is not null then 'revoked' when t.expires_at <= now() then 'expired' else 'active' end as state
  from api_tokens t join people p on p.id = t.person_id`;

function toToken({ personId, personName, ...row }: TokenRow): ApiToken {
  return {
    ...row,
    person: { id: personId, name: personName },
    createdAt: new Date(row.createdAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
    lastUsedAt: isoOrNull(row.lastUsedAt),
  };
}

/** Of one person, or of everybody (null); youngest first, over and revoked ones for 90 days more. */
export async function listTokens(tx: Tx, personId: string | null): Promise<ApiToken[]> {
  const rows = await tx.query<TokenRow>(
    `${LIST} where ($1::uuid is null or t.person_id = $1)
       and coalesce(t.revoked_at, t.expires_at) > now() - interval '90 days' order by t.created_at desc, t.id`,
    [personId],
  );
  return rows.map(toToken);
}

export async function findToken(tx: Tx, id: string): Promise<ApiToken | null> {
  const [row] = await tx.query<TokenRow>(`${LIST} where t.id = $1`, [id]);
  return row ? toToken(row) : null;
}

/** @returns false when it was revoked before. */
export async function revokeToken(tx: Tx, id: string, by: string): Promise<boolean> {
  const rows = await tx.query(
    'update api_tokens set revoked_at = now(), revoked_by = $2 where id = $1 and revoked_at is null returning id',
    [id, by],
  );
  await tx.query("select pg_notify('fw_people', '')");
  return rows.length > 0;
}

/**
 * Revokes the tokens of a person who was disabled, or those that may do more than the person may now.
 * @returns how many.
 */
export async function revokeTokensBeyond(
  tx: Tx,
  by: string,
  person: {
    readonly id: string;
    /** Roles a token of theirs may have; none = all of them go. */
    readonly roles: readonly Role[];
    readonly customers: 'all' | readonly string[];
  },
): Promise<number> {
  const { id, roles, customers } = person;
  const rows = await tx.query(
    `update api_tokens set revoked_at = now(), revoked_by = $2
     where person_id = $1 and revoked_at is null and expires_at > now()
       and (role <> all ($3::text[]) or not ($4 or (not all_customers and customer_ids <@ $5::uuid[]))) returning id`,
    [id, by, [...roles], customers === 'all', customers === 'all' ? [] : [...customers]],
  );
  return rows.length;
}
