import { z } from 'zod';
import { id, instant } from './primitives.js';

/** Absent `to` = now; absent `from` = the start of the month of `to` (UTC). At most 400 days. */
export const exposureQuery = z.object({ from: instant.optional(), to: instant.optional() });

/** Minutes for the customer in writing. Length of the union in time over devices and services; open ones end at `asOf`. */
export const exposureReport = z.object({
  from: instant,
  to: instant,
  asOf: instant,
  customers: z.array(
    z.object({
      customerId: id,
      customerName: z.string(),
      exposedSeconds: z.number(),
      weakenedSeconds: z.number(),
      /** Beside, never part of the other two. */
      blindSeconds: z.number(),
      deviceCount: z.number().int(),
    }),
  ),
});
export type ExposureReport = z.infer<typeof exposureReport>;
