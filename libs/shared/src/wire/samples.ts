import { z } from 'zod';
import { SAMPLE_MAX_CHARS, UNREADABLE_REASONS } from '../domain/reading.js';
import { id, instant } from './primitives.js';

/** What a device said that could not be read, redacted, for the vendor's support. */
export const answerSample = z.object({
  id,
  at: instant,
  /** Reason of the read that failed. */
  why: z.enum(UNREADABLE_REASONS),
  /** Request it answered. */
  source: z.string(),
  status: z.number().int(),
  contentType: z.string(),
  body: z.string().max(SAMPLE_MAX_CHARS),
});
export type AnswerSampleView = z.infer<typeof answerSample>;

/** Beside every sample that a person sees: redaction goes by names and looks, and no machine knows them all. */
export const LOOK_BEFORE_SENDING =
  'Our account, serials, tokens, addresses and what stands under private names are taken out; look at it all the same before you send it on.';
