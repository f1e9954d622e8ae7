import { z } from 'zod';
import { port } from './devices.js';
import { service } from './primitives.js';

/** What a form needs to know of a vendor. */
export const vendorInfo = z.object({
  id: z.string(),
  name: z.string(),
  defaultPort: port,
  credentialFields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      secret: z.boolean(),
      required: z.boolean(),
      hint: z.string().optional(),
    }),
  ),
  services: z.array(service),
  /** For a device that does not say what it is; `isReadable` false = only as a checklist. Absent = none is told apart. */
  productLines: z.array(z.object({ id: z.string(), name: z.string(), isReadable: z.boolean() })).optional(),
});
export type VendorInfo = z.infer<typeof vendorInfo>;
