import { z } from 'zod';
import { timeOfDay } from './primitives.js';

/** When the digest of expiries and the daily word about Firewatch itself go out. */
export const dailyMails = z.object({
  at: z.string(),
  /** IANA name of the server's zone. */
  zone: z.string(),
  /** Nobody set it: the configuration's time holds. */
  isDefault: z.boolean(),
});
export type DailyMails = z.infer<typeof dailyMails>;
export const editDailyMails = z.strictObject({ at: timeOfDay });
