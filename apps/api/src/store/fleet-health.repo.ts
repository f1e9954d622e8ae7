import type { Tx } from './database.js';
import { MAY_SEND } from './deliveries.repo.js';

export interface DeliveryHealth {
  readonly waiting: number;
  readonly dead: number;
  readonly oldest_seconds: number | null;
}
export interface PollHealth {
  readonly due: number;
  readonly reads_per_minute: number;
}

/**
 * Health of our own parts is not a customer's: read as the engine.
 * What a switched-off channel keeps back is not late.
 */
export async function deliveryHealth(tx: Tx): Promise<DeliveryHealth> {
  const [row] = await tx.query<DeliveryHealth>(
    `select w.waiting, w.oldest_seconds,
       (select count(*) from deliveries where state = 'dead' and created_at > now() - interval '7 days') as dead
     from (select count(*) as waiting, extract(epoch from now() - min(d.created_at))::float8 as oldest_seconds
       from deliveries d join channels c on c.id = d.channel_id join notices n on n.id = d.notice_id
       -- News of a change that goes a channel's old way too: that way may be the very thing that was mended.
       where d.state in ('waiting', 'sending') and d.channel_past_id is null and ${MAY_SEND}) w`,
  );
  return row ?? { waiting: 0, dead: 0, oldest_seconds: null };
}

export async function pollHealth(tx: Tx): Promise<PollHealth> {
  const [row] = await tx.query<PollHealth>(
    `select (select count(*) from poll_slots where due_at <= now() and (lease_until is null or lease_until <= now())
         and (hold_until is null or hold_until <= now())) as due,
       (select count(*) from device_state where read_at > now() - interval '1 minute') as reads_per_minute`,
  );
  return row ?? { due: 0, reads_per_minute: 0 };
}
