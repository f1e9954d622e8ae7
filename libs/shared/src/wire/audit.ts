import { z } from 'zod';
import { id, instant, pageQuery } from './primitives.js';

export const auditEntry = z.object({
  /** Number of the line; numbers may have gaps. */
  id: z.number().int(),
  at: instant,
  /** Null = the program itself, or somebody on the host. */
  person: z.object({ id, name: z.string() }).nullable(),
  /** Past tense, `noun.happened`. */
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  /** What the subject is called today; null when it has no name or is gone. */
  subjectName: z.string().nullable(),
  customer: z.object({ id, name: z.string() }).nullable(),
  detail: z.record(z.string(), z.unknown()),
  /** The act of this line that can still be taken back: `POST intended/{id}/undo`. */
  undo: z.object({ actId: id }).nullable(),
  /** Place in the chain; null for a moment after it was written. */
  seq: z.number().int().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** Youngest first. `action` may be the beginning: `channel.` finds all about channels. */
export const auditQuery = pageQuery.extend({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  person: id.optional(),
  action: z.string().trim().min(1).max(80).optional(),
  subject: z.string().trim().min(1).max(80).optional(),
  customer: id.optional(),
  from: instant.optional(),
  to: instant.optional(),
});

export const auditReport = z.object({
  /** Lines whose place in the chain is right, from the first on. */
  lines: z.number().int(),
  waiting: z.number().int(),
  /** Is there a head outside the database to compare the end with? */
  headKept: z.boolean(),
  fault: z
    .object({
      what: z.enum(['altered', 'missing', 'cut', 'other-key', 'head-differs']),
      seq: z.number().int(),
      entryId: z.number().int().nullable(),
      at: instant.nullable(),
      sentence: z.string(),
    })
    .nullable(),
});
export type AuditReport = z.infer<typeof auditReport>;
