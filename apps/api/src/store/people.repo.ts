import type { Person } from '@firewatch/shared/wire/access';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { Tx } from './database.js';

interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Person['role'];
  readonly all_customers: boolean;
  readonly customer_ids: string[] | null;
  readonly created_at: number;
  readonly disabled_at: number | null;
  readonly has_factor: boolean;
  readonly is_invited: boolean;
  readonly last_seen_at: number | null;
}

const PERSON = `select p.id, p.email, p.name, p.role, p.all_customers, p.created_at, p.disabled_at,
  exists (select from second_factors f where f.person_id = p.id and f.confirmed_at is not null) as has_factor,
  p.password_hash is null as is_invited, (select max(s.seen_at) from sessions s where s.person_id = p.id) as last_seen_at,
  (select array_agg(pc.customer_id order by pc.customer_id) from person_customers pc where pc.person_id = p.id) as customer_ids
  from people p`;

const toPerson = (row: PersonRow): Person => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  allCustomers: row.all_customers,
  customerIds: row.customer_ids ?? [],
  createdAt: new Date(row.created_at).toISOString(),
  disabledAt: isoOrNull(row.disabled_at),
  hasSecondFactor: row.has_factor,
  isInvited: row.is_invited,
  lastSeenAt: isoOrNull(row.last_seen_at),
});

export async function listPeople(tx: Tx): Promise<Person[]> {
  return (await tx.query<PersonRow>(`${PERSON} order by lower(p.name), p.id`)).map(toPerson);
}

export async function findPerson(tx: Tx, id: string): Promise<Person | null> {
  const [row] = await tx.query<PersonRow>(`${PERSON} where p.id = $1`, [id]);
  return row ? toPerson(row) : null;
}

/** For sign-in: the hash, and whether the person may come in at all. */
export async function findByEmail(
  tx: Tx,
  email: string,
): Promise<{ readonly id: string; readonly hash: string | null; readonly isDisabled: boolean } | null> {
  const [row] = await tx.query<{ id: string; password_hash: string | null; disabled_at: number | null }>(
    'select id, password_hash, disabled_at from people where lower(email) = lower($1)',
    [email],
  );
  return row ? { id: row.id, hash: row.password_hash, isDisabled: row.disabled_at !== null } : null;
}

export interface PersonInput {
  readonly email: string;
  readonly name: string;
  readonly role: Person['role'];
  readonly passwordHash: string | null;
  readonly allCustomers: boolean;
  readonly customerIds: readonly string[];
}

/** @returns its id; null when the mail address is taken. */
export async function insertPerson(tx: Tx, input: PersonInput): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    `insert into people (email, name, password_hash, role, all_customers) values ($1, $2, $3, $4, $5)
     on conflict (lower(email)) do nothing returning id`,
    [input.email, input.name, input.passwordHash, input.role, input.allCustomers],
  );
  if (!row) return null;
  await setCustomers(tx, row.id, input.customerIds);
  return row.id;
}

export async function setCustomers(tx: Tx, personId: string, customerIds: readonly string[]): Promise<void> {
  await tx.query('delete from person_customers where person_id = $1', [personId]);
  await tx.query(
    'insert into person_customers (person_id, customer_id) select distinct $1::uuid, unnest($2::uuid[])',
    [personId, [...customerIds]],
  );
}

export interface PersonChange {
  readonly name?: string | undefined;
  readonly role?: Person['role'] | undefined;
  readonly allCustomers?: boolean | undefined;
  readonly disabled?: boolean | undefined;
}

export async function updatePerson(tx: Tx, id: string, change: PersonChange): Promise<void> {
  await tx.query(
    `update people set name = coalesce($2, name), role = coalesce($3, role), all_customers = coalesce($4, all_customers),
       disabled_at = case when $5::boolean is null then disabled_at when $5 then coalesce(disabled_at, now()) end
     where id = $1`,
    [id, change.name ?? null, change.role ?? null, change.allCustomers ?? null, change.disabled ?? null],
  );
}

/** A new password; null = none, until the person chooses one by link. */
export async function setPassword(tx: Tx, id: string, hash: string | null): Promise<void> {
  await tx.query('update people set password_hash = $2 where id = $1', [id, hash]);
}

/** Owners who can still sign in. Locks them, so that two people cannot take the last one away together. */
export async function activeOwners(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    "select id from people where role = 'owner' and disabled_at is null order by id for update",
  );
  return rows.map((row) => row.id);
}

/** One set-up at a time: the second waits and then finds an owner. */
export async function lockSetUp(tx: Tx): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('firewatch/set-up', 0))");
}
