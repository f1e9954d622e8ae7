import { incidentLabel } from '@firewatch/shared/domain/incident-label';
import type { IncidentKind } from '@firewatch/shared/domain/incident';
import { channel, type Channel, type Delivery, type NewChannel } from '@firewatch/shared/wire/channels';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { Tx } from './database.js';
import type { ChannelPast } from './notices.repo.js';

interface DeliveryRow {
  readonly id: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly destination: string;
  readonly incident_id: string | null;
  readonly incident_kind: IncidentKind | null;
  readonly incident_number: number | null;
  readonly noticeKind: string;
  readonly subject: string;
  readonly state: Delivery['state'];
  readonly attempts: number;
  readonly createdAt: number;
  readonly nextAttemptAt: number | null;
  readonly deliveredAt: number | null;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly answer: string | null;
}

const DELIVERY = `select d.id, d.channel_id as "channelId", c.name as "channelName", d.destination, i.id as incident_id,
    i.kind as incident_kind, i.number as incident_number, n.kind as "noticeKind",
    coalesce(n.content#>>'{headline,title}', '') as subject, d.state, d.attempts, d.created_at as "createdAt",
    case when d.state = 'waiting' then d.next_attempt_at end as "nextAttemptAt", d.delivered_at as "deliveredAt",
    d.last_reason as reason, d.last_detail as detail, d.answer
  from deliveries d join channels c on c.id = d.channel_id join notices n on n.id = d.notice_id
    left join incidents i on i.id = d.incident_id`;

function toDelivery(row: DeliveryRow): Delivery {
  const { incident_id, incident_kind, incident_number, ...rest } = row;
  return {
    ...rest,
    incident:
      incident_id && incident_kind
        ? { id: incident_id, label: incidentLabel(incident_kind, incident_number ?? 0) }
        : null,
    createdAt: new Date(row.createdAt).toISOString(),
    nextAttemptAt: isoOrNull(row.nextAttemptAt),
    deliveredAt: isoOrNull(row.deliveredAt),
  };
}

export interface DeliveryFilter {
  readonly channel?: string | undefined;
  readonly incident?: string | undefined;
  readonly state?: Delivery['state'] | undefined;
  /** Id of the last row of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The delivery log, youngest first; one more than `limit` when there is a next page. */
export async function listDeliveries(tx: Tx, filter: DeliveryFilter): Promise<Delivery[]> {
  const rows = await tx.query<DeliveryRow>(
    `${DELIVERY} where ($1::uuid is null or d.channel_id = $1) and ($2::uuid is null or d.incident_id = $2)
       and ($3::text is null or d.state = $3)
       and ($4::uuid is null or (d.created_at, d.id) < (select created_at, id from deliveries where id = $4))
     order by d.created_at desc, d.id desc limit $5`,
    [
      filter.channel ?? null,
      filter.incident ?? null,
      filter.state ?? null,
      filter.after ?? null,
      filter.limit + 1,
    ],
  );
  return rows.map(toDelivery);
}

export async function findDelivery(tx: Tx, id: string): Promise<Delivery | null> {
  const [row] = await tx.query<DeliveryRow>(`${DELIVERY} where d.id = $1`, [id]);
  return row ? toDelivery(row) : null;
}

interface ChannelRow {
  readonly id: string;
  readonly kind: Channel['kind'];
  readonly name: string;
  readonly settings: unknown;
  readonly tells: Channel['tells'];
  readonly has_secret: boolean;
  readonly enabled: boolean;
  readonly waiting: number;
  readonly dead: number;
  readonly last_id: string | null;
}

const CHANNEL = `select c.id, c.kind, c.name, c.settings, c.tells, c.sealed is not null as has_secret, c.enabled,
    (select count(*) from deliveries d where d.channel_id = c.id and d.state in ('waiting', 'sending')) as waiting,
    (select count(*) from deliveries d where d.channel_id = c.id and d.state = 'dead') as dead,
    (select d.id from deliveries d where d.channel_id = c.id order by d.created_at desc, d.id desc limit 1) as last_id
  from channels c where c.removed_at is null`;

async function toChannel(tx: Tx, row: ChannelRow): Promise<Channel> {
  return channel.parse({
    id: row.id,
    kind: row.kind,
    name: row.name,
    settings: row.settings,
    tells: row.tells,
    hasSecret: row.has_secret,
    enabled: row.enabled,
    lastDelivery: row.last_id === null ? null : await findDelivery(tx, row.last_id),
    waiting: row.waiting,
    dead: row.dead,
  });
}

export async function listChannels(tx: Tx): Promise<Channel[]> {
  const rows = await tx.query<ChannelRow>(`${CHANNEL} order by lower(c.name), c.id`);
  const channels: Channel[] = [];
  for (const row of rows) channels.push(await toChannel(tx, row));
  return channels;
}

export async function findChannel(tx: Tx, id: string): Promise<Channel | null> {
  const [row] = await tx.query<ChannelRow>(`${CHANNEL} and c.id = $1`, [id]);
  return row ? toChannel(tx, row) : null;
}

export async function insertChannel(
  tx: Tx,
  id: string,
  { kind, name, settings, tells }: Pick<NewChannel, 'kind' | 'name' | 'settings' | 'tells'>,
  sealed: Buffer | null,
): Promise<void> {
  await tx.query(
    'insert into channels (id, kind, name, settings, tells, sealed) values ($1, $2, $3, $4, $5, $6)',
    [id, kind, name, JSON.stringify(settings), tells, sealed],
  );
}

/** How long a replaced signing key still signs. */
const FORMER_HOURS = 24;

/** @param change.sealed undefined keeps the secret, null takes it away. `keepFormer` = the replaced one stays valid for a while. */
export async function updateChannel(
  tx: Tx,
  id: string,
  change: {
    readonly name?: string | undefined;
    readonly settings?: object | undefined;
    readonly tells?: Channel['tells'] | undefined;
    readonly enabled?: boolean | undefined;
    readonly sealed?: Buffer | null | undefined;
    readonly keepFormer?: boolean;
  },
): Promise<void> {
  await tx.query(
    `update channels set name = coalesce($2, name), settings = coalesce($3::jsonb, settings), enabled = coalesce($4, enabled),
       tells = coalesce($5, tells), sealed = case when $6 then $7 else sealed end,
       sealed_former = case when $8 then sealed else sealed_former end,
       former_until = case when $8 then now() + make_interval(hours => $9) else former_until end where id = $1`,
    [
      id,
      change.name ?? null,
      change.settings ? JSON.stringify(change.settings) : null,
      change.enabled ?? null,
      change.tells ?? null,
      change.sealed !== undefined,
      change.sealed ?? null,
      change.keepFormer === true,
      FORMER_HOURS,
    ],
  );
}

/** What it was told to send is still sent; nothing new is. */
export async function removeChannel(tx: Tx, id: string): Promise<void> {
  await tx.query('update channels set removed_at = now(), enabled = false where id = $1', [id]);
}

/**
 * Puts a channel's settings aside before they change, and says whom it told: the news of the change still goes that way.
 * Of a mail channel the owners hear it over the old way too.
 */
export async function keepPast(
  tx: Tx,
  channelId: string,
): Promise<{ readonly past: ChannelPast; readonly destinations: readonly string[] }> {
  const [row] = await tx.query<{ id: string; destinations: string[] }>(
    `with kept as (
       insert into channel_pasts (channel_id, settings, sealed) select id, settings, sealed from channels where id = $1
       returning id, settings)
     select k.id, case when c.kind = 'email'
         then array(select jsonb_array_elements_text(k.settings->'to') union select email from people where role = 'owner' and disabled_at is null)
         else array[c.name] end as destinations
     from kept k, channels c where c.id = $1`,
    [channelId],
  );
  if (!row) throw new Error('a channel that is about to change is not there');
  return { past: { id: row.id, channelId }, destinations: row.destinations };
}
