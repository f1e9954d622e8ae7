import { z } from 'zod';
import { READ_REASONS } from '@firewatch/shared/domain/reading';

const deviceId = z.uuid();

/**
 * Every queue: payload (ids only, never a secret), how many run side by side, and why it exists.
 * A job is a nudge; the store is the truth. Attempts are always 1: the next tick or sweep is the retry.
 */
export const QUEUES = {
  poll: {
    /** One batch of claimed devices, read side by side. */
    payload: z.strictObject({
      items: z
        .array(
          z.strictObject({
            deviceId,
            fence: z.number().int(),
            why: z.enum(READ_REASONS),
            scope: z.enum(['pulse', 'full']),
          }),
        )
        .min(1)
        .max(25),
    }),
    concurrency: 8,
  },
  deliver: {
    /** Send this delivery row now. */
    payload: z.strictObject({ deliveryId: z.uuid() }),
    concurrency: 8,
  },
  resync: {
    /** One intended call of one firewall; whoever takes its row makes it, once. As many as may work at once. */
    payload: z.strictObject({
      runId: z.uuid(),
      deviceId,
      attempt: z.number().int().min(1),
      stepId: z.string().min(1).max(80),
    }),
    concurrency: 50,
  },
} as const;

export type QueueName = keyof typeof QUEUES;
export type QueuePayload<N extends QueueName> = z.infer<(typeof QUEUES)[N]['payload']>;
export type PollItem = QueuePayload<'poll'>['items'][number];

/** The only way to a queue for features; BullMQ behind it on Redis or PostgreSQL. */
export abstract class QueuePort {
  /** Rejects within 1 s when the queue's store is away: the caller then does the work itself or leaves it to the sweep. */
  abstract enqueue<N extends QueueName>(name: N, payloads: readonly QueuePayload<N>[]): Promise<void>;
  /** Registers the one handler of a queue; a second one for the same name throws at boot. */
  abstract work<N extends QueueName>(name: N, handler: (payload: QueuePayload<N>) => Promise<void>): void;
  /** Jobs that wait, for the health page; rejects when the queue's store is away. */
  abstract waiting(name: QueueName): Promise<number>;
}
