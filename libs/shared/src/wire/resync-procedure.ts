import { z } from 'zod';
import { PROCEDURE_WAYS, RESYNC_STEP_KINDS } from '../domain/resync.js';
import { service } from './primitives.js';

const procedureStep = z.object({
  id: z.string(),
  kind: z.enum(RESYNC_STEP_KINDS),
  title: z.string(),
  place: z.string(),
  detail: z.string(),
  who: z.string().optional(),
  link: z.string().optional(),
  when: z.enum(['always', 'still-lost', 'restored']),
  service: service.optional(),
  verifiedBy: z.enum(['reading', 'evidence', 'answer']),
  source: z.string(),
  isVerified: z.boolean(),
});
export const resyncProcedure = z.object({
  id: z.string(),
  vendor: z.string(),
  productLine: z.string(),
  way: z.enum(PROCEDURE_WAYS),
  expects: z.string(),
  estimateSeconds: z.number(),
  steps: z.array(procedureStep),
  page: z.string(),
  /** The checklist a person does instead when its calls fail. */
  byHandId: z.string().optional(),
});
export type ResyncProcedureView = z.infer<typeof resyncProcedure>;
