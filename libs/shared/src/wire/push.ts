import { z } from 'zod';
import { id, instant } from './primitives.js';

/** A serial number that sends lines and that no device has. */
export const unknownSender = z.object({
  id,
  vendor: z.string(),
  vendorName: z.string(),
  serial: z.string(),
  /** Address of the last line; may be a router's. */
  source: z.string(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  lines: z.number().int(),
  /** The sender's own words, last line. */
  message: z.string(),
  ignored: z.object({ at: instant, by: z.string() }).nullable(),
});
export type UnknownSender = z.infer<typeof unknownSender>;
export const unknownQuery = z.object({ ignored: z.enum(['yes', 'no']).default('no') });
export const ignoreUnknownRequest = z.strictObject({ ignored: z.boolean() });

/** The last event a device sent that is worth showing; null = none. */
export const devicePush = z.object({
  last: z
    .object({
      at: instant,
      eventId: z.string(),
      /** What it means, in our words; null = not in the catalogue. */
      text: z.string().nullable(),
      /** The device's own words. */
      message: z.string(),
      lines: z.number().int(),
    })
    .nullable(),
});
export type DevicePush = z.infer<typeof devicePush>;
