import type { AlertPart, NoticeContent } from '@firewatch/shared/domain/notice-content';
import type { ToldNotice } from '@firewatch/shared/domain/notices';
import type { NoticeKind, Severity, SystemNoticeKind } from '@firewatch/shared/domain/incident';
import type { Tx } from './database.js';

/** One destination of one channel, as a delivery row names it. */
export interface Destination {
  readonly channelId: string;
  /** For mail the address; for channels without addresses their name. */
  readonly destination: string;
}

export interface NewNotice {
  readonly incidentId: string;
  readonly kind: NoticeKind;
  readonly content: NoticeContent;
}

/** Mail thread root, dedup key, ticket key: from identity, never from an answer. */
export const incidentKey = (incidentId: string): string => `fw/${incidentId}`;

/** The same for messages of one alarm that belongs to no incident. */
export const alertKey = (alertId: string): string => `fw/own-health/${alertId}`;

/** Stable for a destination: channel and address in a form that a Message-ID may carry. */
export function destinationId({ channelId, destination }: Destination): string {
  return `${channelId}.${Buffer.from(destination.trim().toLowerCase()).toString('base64url')}`;
}

/** Idempotency key of one notice at one destination; unique in SQL. */
export const noticeKey = (incidentId: string, to: Destination, seq: number): string =>
  `${incidentKey(incidentId)}/${destinationId(to)}/${seq}`;

/** What was told about each incident, oldest first. */
export async function noticeLog(tx: Tx, incidentIds: readonly string[]): Promise<Map<string, ToldNotice[]>> {
  const log = new Map<string, ToldNotice[]>();
  if (incidentIds.length === 0) return log;
  const rows = await tx.query<{
    incident_id: string;
    kind: NoticeKind;
    created_at: number;
    told: Told | null;
  }>(
    `select incident_id, kind, created_at, content->'told' as told from notices
     where incident_id = any($1::uuid[]) order by seq`,
    [incidentIds],
  );
  for (const row of rows) {
    const told = row.told ?? { severity: 'critical', units: [], customerIds: [] };
    const list = log.get(row.incident_id) ?? [];
    list.push({ kind: row.kind, at: row.created_at, ...told });
    log.set(row.incident_id, list);
  }
  return log;
}
type Told = NoticeContent['told'];

/** Destinations of a channel c, as a set of text. */
export const ADDRESSES = `jsonb_array_elements_text(case when jsonb_typeof(c.settings->'to') = 'array' then c.settings->'to' else jsonb_build_array(c.name) end)`;

export const CHANNEL_IS_ON = 'c.enabled and c.removed_at is null';

/** Every destination of every enabled channel. */
export function allDestinations(tx: Tx): Promise<Destination[]> {
  return tx.query<Destination>(
    `select c.id as "channelId", a.destination from channels c cross join lateral ${ADDRESSES} as a (destination)
     where ${CHANNEL_IS_ON} order by c.created_at, c.id, a.destination`,
  );
}

/**
 * Destinations of every enabled channel that is for such news, and those that were told of this incident before: the end
 * of what was critical reaches the pager although it is critical no more, and an address that was edited away hears it too.
 */
export function destinationsFor(tx: Tx, incidentId: string, severity: Severity): Promise<Destination[]> {
  return tx.query<Destination>(
    `select c.id as "channelId", a.destination from channels c cross join lateral ${ADDRESSES} as a (destination)
       where c.enabled and c.removed_at is null and (c.tells = 'everything' or $2 = 'critical')
     union
     select d.channel_id, d.destination from deliveries d join channels c on c.id = d.channel_id
       where d.incident_id = $1 and (c.enabled or c.removed_at is not null)`,
    [incidentId, severity],
  );
}

async function insertNotice(tx: Tx, notice: NewNotice): Promise<{ id: string; seq: number }> {
  const [row] = await tx.query<{ id: string; seq: number }>(
    `insert into notices (incident_id, seq, kind, content, created_at)
     select $1, coalesce(max(seq), 0) + 1, $2, $3, clock_timestamp() from notices where incident_id = $1 returning id, seq`,
    [notice.incidentId, notice.kind, notice.content],
  );
  if (!row) throw new Error('a notice was not stored');
  return row;
}

async function insertDeliveries(
  tx: Tx,
  notice: {
    readonly id: string;
    readonly incidentId: string | null;
    readonly keyOf: (to: Destination) => string;
    readonly pastId?: string | null;
  },
  destinations: readonly Destination[],
): Promise<string[]> {
  if (destinations.length === 0) return [];
  const rows = await tx.query<{ id: string }>(
    `insert into deliveries (notice_id, incident_id, channel_id, channel_past_id, destination, notice_key)
     select $1, $2, d.channel_id, $4, d.destination, d.notice_key
     from jsonb_to_recordset($3::jsonb) as d (channel_id uuid, destination text, notice_key text) returning id`,
    [
      notice.id,
      notice.incidentId,
      JSON.stringify(
        destinations.map((to) => ({
          channel_id: to.channelId,
          destination: to.destination,
          notice_key: notice.keyOf(to),
        })),
      ),
      notice.pastId ?? null,
    ],
  );
  await tx.query("select pg_notify('fw_deliveries', '')");
  return rows.map((row) => row.id);
}

const keyed = (incidentId: string, { id, seq }: { readonly id: string; readonly seq: number }) => ({
  id,
  incidentId,
  keyOf: (to: Destination) => noticeKey(incidentId, to, seq),
});

/** One notice and one row per destination, in the caller's transaction. @returns ids of the delivery rows. */
export async function createNotice(tx: Tx, notice: NewNotice): Promise<string[]> {
  const stored = await insertNotice(tx, notice);
  const destinations = await destinationsFor(tx, notice.incidentId, notice.content.severity);
  return insertDeliveries(tx, keyed(notice.incidentId, stored), destinations);
}

/** Outcomes after which the next hop may hold the mail already: such an opening is never replaced. */
const MAYBE_ACCEPTED = ['no-answer', 'timeout', 'interrupted'];

/**
 * The end of an incident. Where its opening was never handed over, opening and end become one message there;
 * elsewhere the end follows in order. Nothing undelivered is cancelled without that.
 */
export async function createEndNotice(
  tx: Tx,
  end: { readonly incidentId: string; readonly resolved: NoticeContent; readonly both: NoticeContent },
): Promise<string[]> {
  const { incidentId } = end;
  const destinations = await destinationsFor(tx, incidentId, end.both.severity);
  const waiting = await tx.query<{ id: string; channelId: string; destination: string; kind: string }>(
    `select d.id, d.channel_id as "channelId", d.destination, n.kind from deliveries d join notices n on n.id = d.notice_id
     where d.incident_id = $1 and d.state = 'waiting' and coalesce(d.last_reason, '') <> all ($2::text[])
     order by n.seq for update of d`,
    [incidentId, MAYBE_ACCEPTED],
  );
  const openings = waiting.filter((row) => row.kind === 'opened');
  const folds = new Map(openings.map((row) => [destinationId(row), row]));
  const rest = destinations.filter((to) => !folds.has(destinationId(to)));
  const made: string[] = [];
  if (rest.length > 0) {
    const resolved = await insertNotice(tx, { incidentId, kind: 'resolved', content: end.resolved });
    made.push(...(await insertDeliveries(tx, keyed(incidentId, resolved), rest)));
  }
  if (folds.size === 0) return made;
  const both = await insertNotice(tx, { incidentId, kind: 'opened-and-resolved', content: end.both });
  for (const row of folds.values()) {
    // The row keeps its attempts and its place in the queue; its key is new because its content is.
    await tx.query('update deliveries set notice_id = $2, notice_key = $3 where id = $1', [
      row.id,
      both.id,
      noticeKey(incidentId, row, both.seq),
    ]);
    made.push(row.id);
  }
  // Growth that was never told is part of what the folded message tells.
  const inBetween = waiting.filter((row) => row.kind !== 'opened' && folds.has(destinationId(row)));
  await tx.query('delete from deliveries where id = any($1::uuid[])', [inBetween.map((row) => row.id)]);
  await tx.query("select pg_notify('fw_deliveries', '')");
  return made;
}

/** Whom a message without an incident is for. */
export type SystemAudience =
  /** Destinations of the enabled channels that are for such news, or of one channel whether enabled or not. */
  | { readonly channels: 'all' | 'mail' | { readonly id: string } }
  /** These addresses, by the oldest enabled mail channel, or the oldest but one that is about to change. */
  | { readonly addresses: readonly string[]; readonly notBy?: string }
  /** These destinations by a channel as it was before a change. */
  | { readonly past: ChannelPast; readonly destinations: readonly string[] }
  /** These and no others. */
  | { readonly destinations: readonly Destination[] };

/** A channel's settings put aside; `id` of the row that holds them. */
export interface ChannelPast {
  readonly id: string;
  readonly channelId: string;
}

export interface SystemNotice {
  readonly kind: SystemNoticeKind;
  readonly content: NoticeContent;
  readonly to: SystemAudience;
  /** The end of the link that must not lie in clear, sealed for this notice; the worker opens it when it sends. */
  readonly sealLink?: (noticeId: string) => Buffer;
}

/** Where the end of a notice's link is sealed to: `{ fragment }`. */
export const noticeSeal = (noticeId: string) =>
  ({ purpose: 'notice', recordId: noticeId, field: 'link', version: 1 }) as const;

async function systemDestinations(
  tx: Tx,
  { to, content: { severity } }: SystemNotice,
): Promise<readonly Destination[]> {
  if ('past' in to) {
    const { channelId } = to.past;
    return to.destinations.map((destination) => ({ channelId, destination }));
  }
  if ('destinations' in to) return to.destinations;
  if ('addresses' in to) {
    return tx.query<Destination>(
      `select c.id as "channelId", a.destination
       from (select id from channels where kind = 'email' and enabled and removed_at is null and ($2::uuid is null or id <> $2)
         order by created_at, id limit 1) c
       cross join unnest($1::text[]) as a (destination)`,
      [to.addresses, to.notBy ?? null],
    );
  }
  const { channels } = to;
  if (typeof channels === 'object') {
    return tx.query<Destination>(
      `select c.id as "channelId", a.destination from channels c cross join lateral ${ADDRESSES} as a (destination)
       where c.id = $1 and c.removed_at is null`,
      [channels.id],
    );
  }
  return tx.query<Destination>(
    `select c.id as "channelId", a.destination from channels c cross join lateral ${ADDRESSES} as a (destination)
     where c.enabled and c.removed_at is null and ($1 = 'all' or c.kind = 'email') and (c.tells = 'everything' or $2 = 'critical')`,
    [channels, severity],
  );
}

/** The alarm about ourselves that was told last; null = none ever was. */
export async function lastAlert(tx: Tx): Promise<AlertPart | null> {
  const [row] = await tx.query<{ alert: AlertPart }>(
    `select content->'alert' as alert from notices where kind = 'own-health' and content ? 'alert'
     order by created_at desc limit 1`,
  );
  return row?.alert ?? null;
}

/**
 * A message that belongs to no incident, in the caller's transaction.
 * @returns ids of the delivery rows; empty when there is nobody to send it to (no enabled channel of that sort).
 */
export async function createSystemNotice(tx: Tx, notice: SystemNotice): Promise<string[]> {
  const destinations = await systemDestinations(tx, notice);
  if (destinations.length === 0) return [];
  const [stored] = await tx.query<{ id: string }>(
    `insert into notices (incident_id, seq, kind, content, created_at)
     values (null, floor(random() * 2000000000)::int, $1, $2, clock_timestamp()) returning id`,
    [notice.kind, notice.content],
  );
  if (!stored) throw new Error('a notice was not stored');
  const { id } = stored;
  if (notice.sealLink) {
    await tx.query('insert into notice_secrets (notice_id, sealed) values ($1, $2)', [
      id,
      notice.sealLink(id),
    ]);
  }
  const keyOf = (to: Destination) => `fw/${notice.kind}/${id}/${destinationId(to)}`;
  const pastId = 'past' in notice.to ? notice.to.past.id : null;
  return insertDeliveries(tx, { id, incidentId: null, keyOf, pastId }, destinations);
}
