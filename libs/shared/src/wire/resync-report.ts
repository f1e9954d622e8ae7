import { z } from 'zod';
import { id } from './primitives.js';

/** `ticket` = text for a case at the vendor: serials and times, no names. */
export const resyncReportQuery = z.strictObject({
  customer: id.optional(),
  format: z.enum(['csv', 'pdf', 'ticket']).default('csv'),
});
export type ResyncReportFormat = z.output<typeof resyncReportQuery>['format'];
