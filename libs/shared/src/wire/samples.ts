import { z } from 'zod';
import { SAMPLE_MAX_CHARS } from '../domain/reading.js';
import { id, instant } from './primitives.js';

/** What a device said that could not be read, redacted, for the vendor's support. */
export const answerSample = z.object({
  id,
  at: instant,
  /** Reason of the read that failed. */
  why: z.string(),
  /** Request it answered. */
  source: z.string(),
  status: z.number().int(),
  contentType: z.string(),
  body: z.string().max(SAMPLE_MAX_CHARS),
});
export type AnswerSampleView = z.infer<typeof answerSample>;
