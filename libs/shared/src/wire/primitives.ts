import { z } from 'zod';
import { isTag, MOST_TAGS, TAG_WORDS } from '../domain/tags.js';
import { SERVICES } from '../domain/service.js';
import { VERDICTS, VERDICT_REASONS } from '../domain/verdict-words.js';

export const id = z.uuid();
/** ISO 8601 UTC, e.g. `2008-12-02T10:04:11.000Z`. */
export const instant = z.iso.datetime();
export const service = z.enum(SERVICES);
export const verdict = z.enum(VERDICTS);
export const judgement = z.object({ verdict, reason: z.enum(VERDICT_REASONS) });
export const name = z.string().trim().min(1).max(120);
/** Why a person did something: kept for good, shown to others. */
export const reason = z.string().trim().min(3).max(500);

/** A free word on a device. */
export const tag = z.string().trim().max(200).refine(isTag, `is no tag; a word of ${TAG_WORDS} is accepted`);
export const tags = z.array(tag).max(MOST_TAGS);

/** A page of a list; `nextCursor` null = the last one. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
export const pageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
});

/** RFC 9457. `errors` names each field that was wrong. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  /** Reference to quote: also in the log. */
  reference: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

export type Problem = z.infer<typeof problem>;

/** Clock time of a zone that is said elsewhere. */
export const timeOfDay = z
  .string()
  .trim()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day from 00:00 to 23:59, such as 08:00');
