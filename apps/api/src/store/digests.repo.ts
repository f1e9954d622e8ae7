import type { Entitlement } from '@firewatch/shared/domain/expiry';
import type { DigestDevice, DigestRenewal, DigestSignature } from '@firewatch/shared/domain/renewals-digest';
import { SERVICE_WORDS, type Service } from '@firewatch/shared/domain/service';
import type { Tx } from './database.js';

/** An end without a date is kept under the epoch. */
const endKey = (endsAt: number | null): string => new Date(endsAt ?? 0).toISOString();

/** When this installation began to look, epoch ms: written once. */
export async function watchedSince(tx: Tx): Promise<number> {
  await tx.query(
    `insert into installation (key, value) values ('digest', jsonb_build_object('since', extract(epoch from now()) * 1000))
     on conflict (key) do nothing`,
  );
  const [row] = await tx.query<{ since: number }>(
    "select floor((value ->> 'since')::numeric)::bigint as since from installation where key = 'digest'",
  );
  return row?.since ?? 0;
}

export async function isTold(tx: Tx, day: string): Promise<boolean> {
  return (await tx.query('select 1 from digests where day = $1', [day])).length > 0;
}

/** Whether a digest would reach anybody. */
export async function hasMailChannel(tx: Tx): Promise<boolean> {
  const rows = await tx.query(
    "select 1 from channels where kind = 'email' and enabled and removed_at is null limit 1",
  );
  return rows.length > 0;
}

/** Takes the day: true for exactly one caller, for all time. Another one that is at it is waited for. */
export async function claimDay(tx: Tx, day: string): Promise<boolean> {
  const rows = await tx.query('insert into digests (day) values ($1) on conflict do nothing returning day', [
    day,
  ]);
  return rows.length > 0;
}

export async function storeLineCount(tx: Tx, day: string, count: number): Promise<void> {
  await tx.query('update digests set line_count = $2 where day = $1', [day, count]);
}

/** One entitlement with whose it is, and the lowest rung told of its present end. */
export interface DigestEntitlement extends DigestDevice, Entitlement {
  readonly toldRank: number | null;
}

const WHOSE = `d.id as "deviceId", d.name as "deviceName", c.id as "customerId", c.name as "customerName"`;
/** What a person said is not meant to run is nobody's renewal. */
export const IS_MEANT = `coalesce(d.expected ->> e.item, 'on') = 'on'`;

/** Every entitlement of every device that is watched. */
export function digestEntitlements(tx: Tx): Promise<DigestEntitlement[]> {
  return tx.query<DigestEntitlement>(
    `select ${WHOSE}, e.item, e.service, e.name, e.value, e.ends_at as "endsAt", t.rank as "toldRank"
     from entitlements e join devices d on d.id = e.device_id and d.removed_at is null
       join customers c on c.id = d.customer_id
       left join expiry_told t on t.device_id = e.device_id and t.item = e.item
         and t.ends_at = coalesce(e.ends_at, to_timestamp(0))
     where ${IS_MEANT} order by c.name, d.name, d.id, e.item`,
  );
}

/** Remembers the rung of each; a rung once told stays told although the end was another one in between. */
export async function storeTold(
  tx: Tx,
  told: readonly {
    readonly deviceId: string;
    readonly customerId: string;
    readonly item: string;
    readonly endsAt: number | null;
    readonly rank: number;
  }[],
): Promise<void> {
  if (told.length === 0) return;
  await tx.query(
    `insert into expiry_told as t (device_id, customer_id, item, ends_at, rank)
     select e.device_id, e.customer_id, e.item, e.ends_at, e.rank from jsonb_to_recordset($1::jsonb)
       as e (device_id uuid, customer_id uuid, item text, ends_at timestamptz, rank integer)
     on conflict (device_id, item, ends_at) do update set rank = least(t.rank, excluded.rank), told_at = now()`,
    [
      JSON.stringify(
        told.map((one) => ({
          device_id: one.deviceId,
          customer_id: one.customerId,
          item: one.item,
          ends_at: endKey(one.endsAt),
          rank: one.rank,
        })),
      ),
    ],
  );
}

/** Renewals that no digest has told; they count as told from here on. */
export async function takeRenewals(tx: Tx): Promise<DigestRenewal[]> {
  return tx.query<DigestRenewal>(
    `with news as (update entitlements set is_news = false where is_news returning device_id, item, name, ends_at)
     select ${WHOSE}, jsonb_agg(e.name order by e.item) as names, (extract(epoch from e.ends_at) * 1000)::bigint as "to"
     from news e join devices d on d.id = e.device_id and d.removed_at is null join customers c on c.id = d.customer_id
     where e.ends_at is not null and ${IS_MEANT}
     group by d.id, d.name, c.id, c.name, e.ends_at order by c.name, d.name`,
  );
}

interface SignatureRow extends DigestDevice {
  readonly service: Service;
  readonly publishedAt: number;
  readonly behindMs: number | null;
  readonly frozenNews: boolean;
  readonly behindNews: boolean;
}

/** Databases that froze or fell behind and were not told; they count as told from here on. */
export async function takeSignatureNews(tx: Tx): Promise<DigestSignature[]> {
  const rows = await tx.query<SignatureRow>(
    `with before as (select device_id, service, told_frozen, told_behind from signature_watches
         where (is_frozen and not told_frozen) or (behind_ms is not null and not told_behind) for update),
       news as (update signature_watches w set told_frozen = w.is_frozen, told_behind = w.behind_ms is not null
         from before b where w.device_id = b.device_id and w.service = b.service
         returning w.device_id, w.service, w.published_at, w.behind_ms,
           w.is_frozen and not b.told_frozen as frozen_news, w.behind_ms is not null and not b.told_behind as behind_news)
     select ${WHOSE}, n.service, n.published_at as "publishedAt", n.behind_ms as "behindMs",
       n.frozen_news as "frozenNews", n.behind_news as "behindNews"
     from news n join devices d on d.id = n.device_id and d.removed_at is null join customers c on c.id = d.customer_id
     order by c.name, d.name, n.service`,
  );
  return rows.flatMap(({ service, frozenNews, behindNews, behindMs, ...row }): DigestSignature[] => {
    const name = SERVICE_WORDS[service].short;
    // A frozen database is behind as well: one sentence, the one that says why.
    if (frozenNews) return [{ ...row, name, kind: 'frozen', behindMs: 0 }];
    return behindNews ? [{ ...row, name, kind: 'behind', behindMs: behindMs ?? 0 }] : [];
  });
}
