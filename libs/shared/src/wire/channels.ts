import { z } from 'zod';
import { id, instant, name, pageQuery } from './primitives.js';

/** Mail by SMTP. `password` is write-only. */
export const emailSettings = z.strictObject({
  host: z.string().trim().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  security: z.enum(['none', 'starttls', 'tls']),
  user: z.string().max(254).default(''),
  from: z.email().max(254),
  to: z.array(z.email().max(254)).min(1).max(20),
});
export const newChannel = z.strictObject({
  kind: z.literal('email'),
  name,
  settings: emailSettings,
  password: z.string().max(1_000).optional(),
});
export const editChannel = z.strictObject({
  name: name.optional(),
  settings: emailSettings.optional(),
  password: z.string().max(1_000).optional(),
  enabled: z.boolean().optional(),
});
export const delivery = z.object({
  id,
  channelId: id,
  channelName: z.string(),
  destination: z.string(),
  incident: z.object({ id, label: z.string() }).nullable(),
  noticeKind: z.string(),
  subject: z.string(),
  state: z.enum(['waiting', 'sending', 'delivered', 'dead']),
  attempts: z.number().int(),
  createdAt: instant,
  nextAttemptAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  answer: z.string().nullable(),
});
export type Delivery = z.infer<typeof delivery>;
export const channel = z.object({
  id,
  kind: z.literal('email'),
  name: z.string(),
  settings: emailSettings,
  hasPassword: z.boolean(),
  enabled: z.boolean(),
  lastDelivery: delivery.nullable(),
  waiting: z.number().int(),
  dead: z.number().int(),
});
export type Channel = z.infer<typeof channel>;
/** The test's delivery; ask `channels/deliveries/{id}` until it is delivered or says why not. */
export const testAnswer = z.object({ deliveryId: id });
/** The delivery log, youngest first. */
export const deliveryQuery = pageQuery.extend({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  channel: id.optional(),
  incident: id.optional(),
  state: z.enum(['waiting', 'sending', 'delivered', 'dead']).optional(),
});
