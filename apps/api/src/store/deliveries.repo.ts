import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import type { NoticeKind, SystemNoticeKind } from '@firewatch/shared/domain/incident';
import type { Tx } from './database.js';

/** A claimed delivery: nobody else sends it until the lease runs out, and only this fence may write the outcome. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly fence: number;
  /** This attempt included. */
  readonly attempts: number;
  readonly createdAt: number;
  readonly noticeKey: string;
  readonly incidentId: string | null;
  readonly destination: string;
  readonly kind: NoticeKind | SystemNoticeKind;
  readonly seq: number;
  readonly noticeAt: number;
  readonly content: NoticeContent;
  readonly channelId: string;
  readonly channelKind: string;
  readonly channelName: string;
  readonly settings: unknown;
  readonly sealed: Uint8Array | null;
  /** End of the notice's link, sealed; null = its link says everything. */
  readonly sealedLink: Uint8Array | null;
  readonly noticeId: string;
  /** Signing key that was replaced lately. */
  readonly sealedFormer: Uint8Array | null;
}

/** Longer than the longest attempt, so that a lease runs out only when its holder is gone. */
export const DELIVERY_LEASE_MS = 30_000;

// Order per incident (or alarm of our own) and destination: a later message waits for every earlier one; a dead one no longer holds it up.
const DUE = `(d.state = 'waiting' and d.next_attempt_at <= clock_timestamp() or d.state = 'sending' and d.lease_until < clock_timestamp())
  and not exists (select 1 from deliveries b join notices bn on bn.id = b.notice_id
    where b.incident_id = d.incident_id and b.channel_id = d.channel_id and b.destination = d.destination
      and bn.seq < n.seq and b.state in ('waiting', 'sending'))
  and (not n.content ? 'alert' or not exists (select 1 from deliveries b join notices bn on bn.id = b.notice_id
    where b.state in ('waiting', 'sending') and b.channel_id = d.channel_id and b.destination = d.destination
      and bn.content#>>'{alert,id}' = n.content#>>'{alert,id}' and bn.created_at < n.created_at))`;
/**
 * Over deliveries d, channels c, notices n: a switched-off channel sends nothing but its test and the news of being switched
 * off; a removed one still finishes what it was told.
 */
export const MAY_SEND = `(c.enabled or c.removed_at is not null or n.kind = 'test' or d.channel_past_id is not null)`;

/** Channels with something to send now. */
export async function dueChannels(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ channel_id: string }>(
    `select distinct d.channel_id from deliveries d join notices n on n.id = d.notice_id join channels c on c.id = d.channel_id
     where d.state in ('waiting', 'sending') and ${DUE} and ${MAY_SEND}`,
  );
  return rows.map((row) => row.channel_id);
}

/** Ms until the next attempt is due within `withinMs`; null = none. */
export async function nextAttemptInMs(tx: Tx, withinMs: number): Promise<number | null> {
  const [row] = await tx.query<{ ms: number | null }>(
    `select extract(epoch from (min(next_attempt_at) - clock_timestamp()))::float8 * 1000 as ms from deliveries
     where state = 'waiting' and next_attempt_at between clock_timestamp() and clock_timestamp() + $1::int * interval '1 ms'`,
    [withinMs],
  );
  return row?.ms ?? null;
}

/** Claims up to `limit` deliveries of one channel (or the one named), earliest first. */
export function claimDeliveries(
  tx: Tx,
  want: { readonly channelId: string; readonly limit: number; readonly deliveryId?: string },
): Promise<ClaimedDelivery[]> {
  return tx.query<ClaimedDelivery>(
    `with picked as (
       select d.id from deliveries d join notices n on n.id = d.notice_id join channels c on c.id = d.channel_id
       where d.channel_id = $1 and ($3::uuid is null or d.id = $3) and d.state in ('waiting', 'sending') and ${DUE} and ${MAY_SEND}
       order by d.next_attempt_at, d.created_at limit $2 for update of d skip locked)
     update deliveries d set state = 'sending', attempts = d.attempts + 1, fence = d.fence + 1,
       -- A lease that ran out means the sender died in mid-send: the next hop may hold the message already.
       last_reason = case when d.state = 'sending' then 'interrupted' else d.last_reason end,
       lease_until = clock_timestamp() + $4::int * interval '1 ms'
     from picked, notices n, channels c where d.id = picked.id and n.id = d.notice_id and c.id = d.channel_id
     returning d.id, d.fence, d.attempts, d.created_at as "createdAt", d.notice_key as "noticeKey",
       d.incident_id as "incidentId", d.destination, n.kind, n.seq, n.created_at as "noticeAt", n.content,
       c.id as "channelId", c.kind as "channelKind", c.name as "channelName",
       coalesce((select p.settings from channel_pasts p where p.id = d.channel_past_id), c.settings) as settings,
       case when d.channel_past_id is null then c.sealed else (select p.sealed from channel_pasts p where p.id = d.channel_past_id) end as sealed,
       n.id as "noticeId", (select s.sealed from notice_secrets s where s.notice_id = n.id) as "sealedLink",
       case when c.former_until > clock_timestamp() then c.sealed_former end as "sealedFormer"`,
    [want.channelId, want.limit, want.deliveryId ?? null, DELIVERY_LEASE_MS],
  );
}

/** Channel of one delivery; null when it is gone or done. */
export async function channelOf(tx: Tx, deliveryId: string): Promise<string | null> {
  const [row] = await tx.query<{ channel_id: string }>(
    `select channel_id from deliveries where id = $1 and state in ('waiting', 'sending')`,
    [deliveryId],
  );
  return row?.channel_id ?? null;
}

export type DeliveryOutcome =
  | { readonly state: 'delivered'; readonly answer: string }
  | { readonly state: 'waiting'; readonly afterMs: number; readonly reason: string; readonly detail: string }
  | { readonly state: 'dead'; readonly reason: string; readonly detail: string };

/** Writes an attempt's outcome. @returns false when the lease had passed to another: nothing was written. */
export async function finishDelivery(
  tx: Tx,
  claimed: Pick<ClaimedDelivery, 'id' | 'fence'>,
  outcome: DeliveryOutcome,
): Promise<boolean> {
  const isDelivered = outcome.state === 'delivered';
  const rows = await tx.query(
    `update deliveries set state = $3, lease_until = null,
       delivered_at = case when $3 = 'delivered' then clock_timestamp() end, answer = coalesce($4, answer),
       last_reason = case when $3 = 'delivered' then null else $5 end, last_detail = case when $3 = 'delivered' then null else $6 end,
       next_attempt_at = case when $3 = 'waiting' then clock_timestamp() + $7::int * interval '1 ms' else next_attempt_at end
     where id = $1 and fence = $2 and state = 'sending' returning id`,
    [
      claimed.id,
      claimed.fence,
      outcome.state,
      isDelivered ? outcome.answer : null,
      isDelivered ? null : outcome.reason,
      isDelivered ? null : outcome.detail,
      outcome.state === 'waiting' ? Math.round(outcome.afterMs) : null,
    ],
  );
  if (outcome.state !== 'waiting') await dropSecret(tx, claimed.id);
  return rows.length === 1;
}

/** The last destination has its message, or never will: the sealed end of the link has no use left. */
async function dropSecret(tx: Tx, deliveryId: string): Promise<void> {
  await tx.query(
    `delete from notice_secrets s using deliveries d where d.id = $1 and s.notice_id = d.notice_id
       and not exists (select from deliveries o where o.notice_id = d.notice_id and o.state in ('waiting', 'sending'))`,
    [deliveryId],
  );
}

/** Keys of the messages this one answers at its destination: adopted threads first, then its own opening. */
export async function threadKeys(
  tx: Tx,
  claimed: Pick<ClaimedDelivery, 'incidentId' | 'channelId' | 'destination' | 'seq'>,
): Promise<{ readonly first: string | null; readonly adopted: readonly string[] }> {
  if (claimed.incidentId === null) return { first: null, adopted: [] };
  const rows = await tx.query<{ notice_key: string; is_own: boolean }>(
    `select d.notice_key, d.incident_id = $1 as is_own from deliveries d join notices n on n.id = d.notice_id
     where d.incident_id = any (array(select id from incidents where id = $1 or absorbed_by = $1))
       and d.channel_id = $2 and d.destination = $3 and (d.incident_id <> $1 or n.seq < $4) and d.state = 'delivered'
     order by d.created_at, n.seq`,
    [claimed.incidentId, claimed.channelId, claimed.destination, claimed.seq],
  );
  return {
    first: rows.find((row) => row.is_own)?.notice_key ?? null,
    adopted: rows.filter((row) => !row.is_own).map((row) => row.notice_key),
  };
}
