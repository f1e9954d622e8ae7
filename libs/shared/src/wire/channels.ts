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
const LOCAL = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** Where a message is posted. Plain http only on this machine: names of customers travel in it. */
const postUrl = z
  .url({ protocol: /^https?$/, error: 'an address such as https://hooks.example.com/firewatch' })
  .max(2_000)
  .refine((text) => {
    const url = new URL(text);
    return url.protocol === 'https:' || LOCAL.test(url.hostname);
  }, 'https; plain http is only for this machine itself')
  .refine((text) => {
    const url = new URL(text);
    return url.username === '' && url.password === '' && url.hash === '';
  }, 'an address without user, password and #');

export const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue';
/** PagerDuty Events API v2. The integration key of the service is the secret. */
export const pagerdutySettings = z.strictObject({
  /** Another region has its own, e.g. `https://events.eu.pagerduty.com/v2/enqueue`. */
  url: postUrl.default(PAGERDUTY_URL),
});
/** JSON by POST, signed with the secret: see docs/webhook.md. */
export const webhookSettings = z.strictObject({ url: postUrl });

/** `critical` = first told when an incident is critical, and then of everything about it; `everything` = all incidents and digests. */
export const channelTells = z.enum(['everything', 'critical']);

const routingKey = z
  .string()
  .trim()
  .regex(/^[0-9A-Za-z]{32}$/, 'the 32 letters and digits PagerDuty shows as integration key');
/** Long enough that nobody guesses it. */
const signingKey = z.string().min(32).max(200);

const common = { name, tells: channelTells.default('everything') };
export const newChannel = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('email'),
    settings: emailSettings,
    password: z.string().max(1_000).optional(),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('pagerduty'),
    settings: pagerdutySettings,
    routingKey,
    name,
    tells: channelTells.default('critical'),
  }),
  z.strictObject({ kind: z.literal('webhook'), settings: webhookSettings, signingKey, ...common }),
]);
export type NewChannel = z.output<typeof newChannel>;
/** `settings` and the secret are those of the channel's kind. A replaced signing key signs beside the new one for 24 h. */
export const editChannel = z.strictObject({
  name: name.optional(),
  settings: z.union([emailSettings, pagerdutySettings, webhookSettings]).optional(),
  tells: channelTells.optional(),
  enabled: z.boolean().optional(),
  password: z.string().max(1_000).optional(),
  routingKey: routingKey.optional(),
  signingKey: signingKey.optional(),
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
const stored = {
  id,
  name: z.string(),
  /** A password, key or signing key is stored; it never comes out. */
  hasSecret: z.boolean(),
  tells: channelTells,
  enabled: z.boolean(),
  lastDelivery: delivery.nullable(),
  waiting: z.number().int(),
  dead: z.number().int(),
};
export const channel = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('email'), settings: emailSettings, ...stored }),
  z.object({ kind: z.literal('pagerduty'), settings: pagerdutySettings, ...stored }),
  z.object({ kind: z.literal('webhook'), settings: webhookSettings, ...stored }),
]);
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
