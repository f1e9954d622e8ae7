import { z } from 'zod';
import { instant } from './primitives.js';

/** Health of our own parts, for the page and the banner. */
export const status = z.object({
  version: z.string(),
  startedAt: instant,
  role: z.enum(['all', 'api', 'poller', 'worker']),
  parts: z.array(
    z.object({
      name: z.string(),
      what: z.string(),
      state: z.enum(['ok', 'degraded', 'down']),
      detail: z.string(),
    }),
  ),
  polling: z.object({
    due: z.number().int(),
    behindSeconds: z.number().nullable(),
    readsPerMinute: z.number(),
  }),
  deliveries: z.object({
    waiting: z.number().int(),
    dead: z.number().int(),
    oldestWaitingSeconds: z.number().nullable(),
  }),
  asOf: instant,
});
export type Status = z.infer<typeof status>;

/** The process answers at all / it can do its work: the store answers. */
export const liveness = z.object({ alive: z.literal(true) });
export const readiness = z.object({ ready: z.literal(true) });
