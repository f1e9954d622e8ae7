import type { LiveTuple } from '@firewatch/shared/wire/live';
import type { Tx } from './database.js';

/** Room of everyone who sees every customer. */
export const ALL_ROOM = 'all';
export const customerRoom = (customerId: string): string => `c:${customerId}`;

export interface RoomHead {
  readonly room: string;
  readonly streamId: string;
  readonly seq: number;
}

export interface StoredFrame {
  readonly id: number;
  readonly room: string;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly frame: readonly LiveTuple[];
}

/** How long frames are kept for replay, ms. */
export const REPLAY_MS = 10 * 60_000;

/**
 * Current numbers of these rooms. Read it before the rows of a snapshot, never after: a row may then be newer
 * than its number, which a replay puts right; the other way round a change would be missed.
 */
export async function roomHeads(tx: Tx, rooms: readonly string[]): Promise<RoomHead[]> {
  if (rooms.length === 0) return [];
  await tx.query('insert into live_rooms (room) select unnest($1::text[]) on conflict do nothing', [rooms]);
  return tx.query<RoomHead>(
    'select room, stream_id as "streamId", seq from live_rooms where room = any ($1)',
    [rooms],
  );
}

/** Numbers the changes of one room and stores them as one frame; `count` ≥ changes because coalesced ones keep their numbers. */
export async function storeFrame(
  tx: Tx,
  room: string,
  changes: readonly LiveTuple[],
  count: number,
): Promise<void> {
  await tx.query(
    `with head as (
       insert into live_rooms as r (room, seq) values ($1, $2)
       on conflict (room) do update set seq = r.seq + $2 returning seq)
     insert into live_frames (room, first_seq, last_seq, frame) select $1, seq - $2 + 1, seq, $3::jsonb from head`,
    [room, count, JSON.stringify(changes)],
  );
}

/** Frames stored after `id`, in order. */
export function framesAfter(tx: Tx, id: number, limit: number): Promise<StoredFrame[]> {
  return tx.query<StoredFrame>(
    'select id, room, first_seq, last_seq, frame from live_frames where id > $1 order by id limit $2',
    [id, limit],
  );
}

/** Frames of a room that cover numbers above `seq`. */
export function framesOfRoom(tx: Tx, room: string, seq: number): Promise<StoredFrame[]> {
  return tx.query<StoredFrame>(
    'select id, room, first_seq, last_seq, frame from live_frames where room = $1 and last_seq > $2 order by first_seq limit 2000',
    [room, seq],
  );
}

export async function lastFrameId(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ id: number | null }>('select max(id) as id from live_frames');
  return row?.id ?? 0;
}

export async function dropOldFrames(tx: Tx): Promise<void> {
  await tx.query("delete from live_frames where at < now() - $1 * interval '1 ms'", [REPLAY_MS]);
}

export interface AgeRow {
  readonly device_id: string;
  readonly customer_id: string;
  readonly believed_at: number | null;
  readonly read_at: number | null;
  readonly shown_until: number | null;
}

/** Ages of devices read since `since` (epoch ms). */
export function agesSince(tx: Tx, since: number): Promise<AgeRow[]> {
  return tx.query<AgeRow>(
    'select device_id, customer_id, believed_at, read_at, shown_until from device_state where read_at > $1',
    [new Date(since)],
  );
}

/** Cursor of a reader of `events`; locked until the caller's transaction ends. */
export async function lockCursor(tx: Tx, name: string): Promise<number> {
  await tx.query(
    'insert into cursors (name, event_id) select $1, last from event_head on conflict do nothing',
    [name],
  );
  const [row] = await tx.query<{ event_id: number }>(
    'select event_id from cursors where name = $1 for update',
    [name],
  );
  return row?.event_id ?? 0;
}

export async function moveCursor(tx: Tx, name: string, eventId: number): Promise<void> {
  await tx.query('update cursors set event_id = $2, moved_at = now() where name = $1', [name, eventId]);
}
