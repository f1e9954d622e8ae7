import { createHash } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { waitSeconds, type EarlierTries } from '@firewatch/shared/domain/sign-in-tries';
import type { Tx } from './database.js';

/** How long a try is counted. */
const WINDOW = `interval '${DEFAULT_POLICY.signIn.windowMs} ms'`;
/** How long a place stays known to an account after its last sign-in there. */
const KNOWN_FOR = '90 days';

/** Unknown accounts are counted like known ones; a hash, because people type passwords into the wrong field. */
const accountKey = (email: string): string =>
  createHash('sha256').update(email.trim().toLowerCase()).digest('hex');

/** Where a try comes from: the IPv4 address, or the /64 that one connection is usually given. */
export function placeOf(address: string): string {
  const plain = address.replace(/^::ffff:/i, '');
  if (isIPv4(plain) || !isIPv6(plain)) return plain;
  const [head = '', tail] = (plain.toLowerCase().split('%')[0] ?? '').split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

export interface Try {
  readonly email: string;
  readonly place: string;
}

/** Seconds to wait, or the number of the try that may be made. */
export type TryAnswer = { readonly waitSeconds: number } | { readonly tryId: number };

/**
 * Takes one of the account's tries before the password is looked at.
 * Who guesses from elsewhere uses up the tries of strangers and never those of a place where the account is at home, so that
 * nobody can keep an owner out by guessing.
 */
export async function takeTry(tx: Tx, { email, place }: Try): Promise<TryAnswer> {
  const account = accountKey(email);
  // One at a time per account: a burst side by side must not see the same count.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [account]);
  await tx.query(`delete from sign_in_failures where at < now() - ${WINDOW}`);
  const [seen] = await tx.query<EarlierTries>(
    `with home as (
       select exists (select from sign_in_places where account = $1 and place = $2 and seen_at > now() - interval '${KNOWN_FOR}') as known),
     mine as (
       select f.at from sign_in_failures f, home
       where f.account = $1 and f.known = home.known and (not home.known or f.place = $2))
     select home.known as "isKnown", (select count(*) from mine) as tries,
       (select count(*) from sign_in_failures where place = $2) as "ofPlace",
       (select extract(epoch from now() - min(at))::float8 * 1000 from mine) as "oldestMs"
     from home`,
    [account, place],
  );
  const wait = seen ? waitSeconds(seen, DEFAULT_POLICY.signIn) : null;
  if (wait !== null) return { waitSeconds: wait };
  const [made] = await tx.query<{ id: number }>(
    'insert into sign_in_failures (account, place, known) values ($1, $2, $3) returning id',
    [account, place, seen?.isKnown ?? false],
  );
  return { tryId: made?.id ?? 0 };
}

/** It was no guess after all: the password was right and only the code is still to come. */
export async function returnTry(tx: Tx, tryId: number): Promise<void> {
  await tx.query('delete from sign_in_failures where id = $1', [tryId]);
}

/** Signed in: nothing is held against the account at this place, and the place is known from now on. */
export async function forgiveTries(tx: Tx, { email, place }: Try): Promise<void> {
  const account = accountKey(email);
  // Not the tries of others: who guesses meanwhile gets no new ones because the right person came in.
  await tx.query('delete from sign_in_failures where account = $1 and place = $2', [account, place]);
  await tx.query(
    `insert into sign_in_places (account, place) values ($1, $2)
     on conflict (account, place) do update set seen_at = now()`,
    [account, place],
  );
}

/** A reset on the host, or a new password by link: whoever tried before has no part in what comes now. */
export async function forgiveAll(tx: Tx, email: string): Promise<void> {
  await tx.query('delete from sign_in_failures where account = $1', [accountKey(email)]);
}
