import type { Tx } from './database.js';

/** A row of `events`: what the later stages (correlation, live, history) read in commit order. */
export interface NewEvent {
  readonly type: string;
  readonly customerId: string | null;
  readonly deviceId?: string;
  readonly incidentId?: string;
  readonly payload: object;
}

export interface StoredEvent {
  readonly id: number;
  /** Epoch ms. */
  readonly at: number;
  readonly type: string;
  readonly customer_id: string | null;
  readonly device_id: string | null;
  readonly incident_id: string | null;
  readonly payload: Record<string, unknown>;
}

/**
 * Appends events at the end of the caller's transaction and nudges the readers.
 * The head row stays locked until that transaction ends, so numbers come in commit order without gaps that fill later:
 * call it last, never before slow work.
 * Shape   events -> number of the first; 0 when there was none.
 */
export async function appendEvents(tx: Tx, events: readonly NewEvent[]): Promise<number> {
  if (events.length === 0) return 0;
  // One statement: while the head is locked, every round trip of one writer is a wait for all others.
  const [head] = await tx.query<{ last: number }>(
    `with head as (update event_head set last = last + $1 returning last),
     added as (
       insert into events (id, type, customer_id, device_id, incident_id, payload)
       select head.last - $1::bigint + e.n, e.type, e.customer_id, e.device_id, e.incident_id, e.payload
       from head, jsonb_to_recordset($2::jsonb) as e (n bigint, type text, customer_id uuid, device_id uuid, incident_id uuid, payload jsonb))
     select last, pg_notify('fw_events', '') from head`,
    [
      events.length,
      JSON.stringify(
        events.map((event, index) => ({
          n: index + 1,
          type: event.type,
          customer_id: event.customerId,
          device_id: event.deviceId ?? null,
          incident_id: event.incidentId ?? null,
          payload: event.payload,
        })),
      ),
    ],
  );
  if (!head) throw new Error('event_head has no row: the schema is incomplete');
  return head.last - events.length + 1;
}

/** Events after `after` in commit order, at most `limit`. */
export function readEvents(tx: Tx, after: number, limit: number): Promise<StoredEvent[]> {
  return tx.query<StoredEvent>(
    'select id, at, type, customer_id, device_id, incident_id, payload from events where id > $1 order by id limit $2',
    [after, limit],
  );
}
