import type { Tx } from './database.js';

export interface DeliveryHealth {
  readonly waiting: number;
  readonly dead: number;
  readonly oldest_seconds: number | null;
}
export interface PollHealth {
  readonly due: number;
  readonly reads_per_minute: number;
}

/** Health of our own parts is not a customer's: read as the engine. */
export async function deliveryHealth(tx: Tx): Promise<DeliveryHealth> {
  const [row] = await tx.query<DeliveryHealth>(
    `select count(*) filter (where state in ('waiting', 'sending')) as waiting,
       count(*) filter (where state = 'dead' and created_at > now() - interval '7 days') as dead,
       extract(epoch from now() - min(created_at) filter (where state in ('waiting', 'sending')))::float8 as oldest_seconds
     from deliveries`,
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
