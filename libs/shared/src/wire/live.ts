import { z } from 'zod';
import { id } from './primitives.js';

/** Everything that goes over the socket, namespace `/live`. Codes are indexes into SERVICES, VERDICTS, VERDICT_REASONS. */
export const deviceTuple = z.tuple([
  z.literal('d'),
  id,
  /** worst verdict, worst reason */
  z.number().int(),
  z.number().int(),
  /** since, epoch ms */
  z.number(),
  /** 1 = suspected */
  z.number().int(),
  /** believedAt, readAt, shownUntil, lastGoodAt: epoch ms or null */
  z.number().nullable(),
  z.number().nullable(),
  z.number().nullable(),
  z.number().nullable(),
  /** services in SERVICES order: two characters each, verdict code and reason code in base 36; `--` = not there */
  z.string(),
  /** why clause, contact */
  z.string(),
  z.string(),
]);
/** An incident changed: refetch it and the lists. */
export const incidentTuple = z.tuple([z.literal('i'), id]);
/** A device came, went or was edited: refetch the list. */
export const inventoryTuple = z.tuple([z.literal('x'), id]);
/** Something else changed: `channels`, `deliveries`, `people`, `status`. */
export const topicTuple = z.tuple([z.literal('t'), z.string()]);
export const liveTuple = z.union([deviceTuple, incidentTuple, inventoryTuple, topicTuple]);
export type DeviceTuple = z.infer<typeof deviceTuple>;
export type LiveTuple = z.infer<typeof liveTuple>;

/** `s` = number of the first change, `n` = how many numbers it covers (coalesced changes count), `c` = the changes. A gap means: refetch. */
export const liveFrame = z.object({
  room: z.string(),
  s: z.number().int(),
  n: z.number().int(),
  c: z.array(liveTuple),
});
export type LiveFrame = z.infer<typeof liveFrame>;

export const joinRequest = z.object({
  room: z.string().max(60),
  streamId: id.nullable(),
  seq: z.number().int().nullable(),
});
export const joinAnswer = z.union([
  z.object({ ok: z.literal(true), room: z.string(), streamId: id, seq: z.number().int() }),
  /** History is cut or too old: fetch the snapshot again and join with its numbers. */
  z.object({ ok: z.literal(false), why: z.enum(['resync', 'denied']) }),
]);
/** Ages only, not numbered, may be lost: [device id, believedAt, readAt, shownUntil] in epoch ms. */
export const agesFrame = z.object({
  room: z.string(),
  at: z.number(),
  c: z.array(z.tuple([id, z.number().nullable(), z.number().nullable(), z.number().nullable()])),
});

/** Events by name; the version is part of it. Client sends `joinV1` with an acknowledgement. */
export interface ServerToClient {
  frameV1: (frame: LiveFrame) => void;
  agesV1: (frame: z.infer<typeof agesFrame>) => void;
  /** Every 5 s: proof of life, server clock epoch ms. */
  beatV1: (message: { now: number }) => void;
  /** Session ended or rights changed: sign in again. */
  endV1: (message: { why: string }) => void;
}
export interface ClientToServer {
  joinV1: (request: z.infer<typeof joinRequest>, answer: (reply: z.infer<typeof joinAnswer>) => void) => void;
}
