import { z } from 'zod';
import { UNREADABLE_REASONS } from '../domain/reading.js';
import {
  baseline,
  certificateSeen,
  credentialChoice,
  fingerprint,
  host,
  port,
  serviceDetail,
  tlsContext,
  unsentEvents,
} from './devices.js';
import { id } from './primitives.js';

/** What certificate stands there? Nothing is sent but the handshake. */
export const lookRequest = z.strictObject({
  vendor: z.string().max(40),
  host,
  port,
  tls: tlsContext.default('modern'),
});
export const lookAnswer = z.union([
  z.object({ ok: z.literal(true), certificate: certificateSeen }),
  z.object({ ok: z.literal(false), why: z.enum(UNREADABLE_REASONS), detail: z.string() }),
]);
export type LookAnswer = z.infer<typeof lookAnswer>;
/** One full read with the approved certificate and the credential. */
export const tryRequest = z.strictObject({
  vendor: z.string().max(40),
  host,
  port,
  tls: tlsContext.default('modern'),
  fingerprint,
  access: credentialChoice,
});
export const tryAnswer = z.union([
  z.object({
    ok: z.literal(true),
    tookMs: z.number(),
    serial: z.string(),
    model: z.string(),
    firmware: z.string(),
    sessionBound: z.boolean(),
    services: z.array(serviceDetail),
    proposedBaseline: baseline,
    oddities: z.array(z.string()),
    /** Null = the device does not tell which log events it sends. */
    events: z.object({ missing: unsentEvents }).nullable(),
    /** Another device already has this serial. */
    sameSerialAs: z.object({ id, name: z.string() }).nullable(),
  }),
  z.object({ ok: z.literal(false), why: z.enum(UNREADABLE_REASONS), detail: z.string() }),
]);
export type TryAnswer = z.infer<typeof tryAnswer>;
