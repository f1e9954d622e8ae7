import { z } from 'zod';
import { instant, service } from './primitives.js';

export const historyQuery = z.object({ hours: z.coerce.number().int().min(1).max(720).default(1) });
const band = z.object({ from: instant, to: instant.nullable(), value: z.string() });
/** Three bands per service; `to` null = still so. `protecting` uses verdict words, `unknown` for blind spells. */
export const deviceHistory = z.object({
  from: instant,
  to: instant,
  services: z.array(
    z.object({ service, licence: z.array(band), enabled: z.array(band), protecting: z.array(band) }),
  ),
  marks: z.array(z.object({ at: instant, kind: z.string(), text: z.string() })),
});
export type DeviceHistory = z.infer<typeof deviceHistory>;
