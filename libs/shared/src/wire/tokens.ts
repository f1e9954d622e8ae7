import { z } from 'zod';
import { role } from './access.js';
import { id, instant, name } from './primitives.js';

/** `full` = what its role may do; `read` = only reads; `wall` = reads what the wallboard shows, nothing else. */
export const tokenKind = z.enum(['full', 'read', 'wall']);
export type TokenKind = z.infer<typeof tokenKind>;
/** Days a token may live at most. */
export const LONGEST_TOKEN_DAYS = 365;

export const newToken = z.strictObject({
  name,
  kind: tokenKind,
  /** At most the person's own. */
  role,
  allCustomers: z.boolean().default(false),
  customerIds: z.array(id).max(1_000).default([]),
  days: z.number().int().min(1).max(LONGEST_TOKEN_DAYS),
});
export const apiToken = z.object({
  id,
  name,
  person: z.object({ id, name: z.string() }),
  /** `fw_<prefix>_…`: what tells it apart; the rest is not kept. */
  prefix: z.string(),
  kind: tokenKind,
  role,
  allCustomers: z.boolean(),
  customerIds: z.array(id),
  createdAt: instant,
  expiresAt: instant,
  /** Within a minute; null = never. */
  lastUsedAt: instant.nullable(),
  state: z.enum(['active', 'expired', 'revoked']),
});
export type ApiToken = z.infer<typeof apiToken>;
/** The only answer that holds the token itself. */
export const madeToken = apiToken.extend({ token: z.string() });
