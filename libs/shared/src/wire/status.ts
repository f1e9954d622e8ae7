import { z } from 'zod';
import { OWN_CHECKS } from '../domain/own-health.js';
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
  /** What is not right with Firewatch itself, judged now; `auditedAt` = when it last looked by itself, null = not yet. */
  health: z.object({
    state: z.enum(['well', 'warning', 'wrong']),
    findings: z.array(
      z.object({ check: z.enum(OWN_CHECKS), state: z.enum(['warning', 'wrong']), sentence: z.string() }),
    ),
    auditedAt: instant.nullable(),
  }),
  processes: z.array(
    z.object({
      id: z.uuid(),
      role: z.enum(['all', 'api', 'poller', 'worker']),
      host: z.string(),
      pid: z.number().int(),
      version: z.string(),
      startedAt: instant,
      beatAt: instant,
      /** Down = it has not reported for 30 s. */
      state: z.enum(['alive', 'down']),
      /** Longest stall of its event loop in the last minute. */
      blockedMs: z.number(),
      /** Database clock minus the clock of its host. */
      clockOffsetMs: z.number(),
    }),
  ),
  /** Jobs that wait; null = the queue does not answer. */
  queue: z.object({ waiting: z.number().int().nullable() }),
  storage: z.object({
    databaseBytes: z.number().int(),
    disks: z.array(
      z.object({
        host: z.string(),
        folder: z.string(),
        freeBytes: z.number(),
        warnBytes: z.number(),
        lowBytes: z.number(),
      }),
    ),
    /** Months each partitioned table has, and until when it can be written. */
    tables: z.array(
      z.object({ table: z.string(), months: z.number().int(), writableUntil: instant.nullable() }),
    ),
  }),
  /** The dead-man's switch: an outside watch that alarms when it hears nothing. */
  ping: z.object({
    isConfigured: z.boolean(),
    lastAt: instant.nullable(),
    fault: z.string().nullable(),
  }),
  /** Median of the firewalls' clocks minus the database's, where enough of them agree. */
  deviceClockOffsetMs: z.number().nullable(),
  asOf: instant,
});
export type Status = z.infer<typeof status>;

/** The process answers at all / it can do its work: the store answers. */
export const liveness = z.object({ alive: z.literal(true) });
export const readiness = z.object({ ready: z.literal(true) });
