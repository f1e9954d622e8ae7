import { z } from 'zod';
import { INCIDENT_KINDS, NOTICE_KINDS, SEVERITIES } from '../domain/incident.js';
import { id, instant, pageQuery, reason, service } from './primitives.js';

export const incidentKind = z.enum(INCIDENT_KINDS);
const ack = z.object({
  at: instant,
  by: z.string(),
  reason: z.string(),
  until: instant.nullable(),
  newSince: z.number().int(),
});

/** A row of the incidents list. Sizes count what the reader may see. */
export const incidentRow = z.object({
  id,
  /** F-12, D-7, N-3, I-2, C-1: what people say aloud. */
  label: z.string(),
  kind: incidentKind,
  state: z.enum(['open', 'closed']),
  severity: z.enum(SEVERITIES),
  /** Cause in one line; `likely` is the guess, named as one, or empty. */
  headline: z.string(),
  subline: z.string(),
  likely: z.string(),
  deviceCount: z.number().int(),
  cohortSize: z.number().int().nullable(),
  customerCount: z.number().int(),
  services: z.array(service),
  since: instant,
  openedAt: instant,
  closedAt: instant.nullable(),
  closedWhy: z.string().nullable(),
  lastJoinedAt: instant.nullable(),
  /** Set when it is about one device. */
  deviceId: id.nullable(),
  ack: ack.nullable(),
  /** It opened inside a maintenance window, or one keeps it silent now (`until`; null = no longer). */
  maintenance: z.object({ windowId: id, until: instant.nullable(), isOpenedInside: z.boolean() }).nullable(),
  absorbedBy: z.object({ id, label: z.string() }).nullable(),
});
export type IncidentRow = z.infer<typeof incidentRow>;
export const incidentQuery = pageQuery.extend({
  kind: incidentKind.optional(),
  state: z.enum(['open', 'closed']).optional(),
  device: id.optional(),
  /** Include incidents that a fleet incident absorbed. */
  absorbed: z.enum(['yes', 'no']).default('no'),
});

const member = z.object({
  deviceId: id,
  deviceName: z.string(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  services: z.array(service),
  since: instant,
  lastGoodAt: instant.nullable(),
  joinedAt: instant,
  leftAt: instant.nullable(),
  newSinceAck: z.boolean(),
  paidUntil: instant.nullable(),
  /** The group it is in, with how many firewalls; null also for one the reader does not see. */
  group: z.object({ id, name: z.string(), deviceCount: z.number().int() }).nullable(),
  exposureSeconds: z.number(),
  /** identity incidents: old and new side by side. */
  identity: z
    .object({
      accepted: z.array(z.object({ serial: z.string(), fingerprint: z.string() })),
      metSerial: z.string().nullable(),
      metFingerprint: z.string().nullable(),
    })
    .nullable(),
});
export const finding = z.object({
  text: z.string(),
  evidence: z.string(),
  holds: z.enum(['yes', 'no', 'differs']),
});
export const incidentDetail = z.object({
  incident: incidentRow,
  common: z.array(finding),
  ruledOut: z.array(finding),
  doNow: z.object({ title: z.string(), text: z.string() }).nullable(),
  heldBack: z.object({ title: z.string(), text: z.string(), until: z.string() }).nullable(),
  /** Credential incidents: the set that is refused; null also where the reader does not see it. */
  credentialSet: z.object({ id, name: z.string() }).nullable(),
  suspected: z.number().int(),
  growth: z.array(z.object({ at: instant, devices: z.number().int(), customers: z.number().int() })),
  customers: z.array(
    z.object({
      id,
      name: z.string(),
      deviceCount: z.number().int(),
      since: instant,
      exposureSeconds: z.number(),
      weakenedSeconds: z.number(),
      blindSeconds: z.number(),
      members: z.array(member),
    }),
  ),
  updates: z.array(
    z.object({
      id: z.number().int(),
      at: instant,
      kind: z.string(),
      author: z.string().nullable(),
      body: z.string(),
      customerId: id.nullable(),
    }),
  ),
  /** What people declared intended from here, youngest first; each can be undone once. */
  intended: z.array(
    z.object({
      id,
      service,
      at: instant,
      by: z.string(),
      reason: z.string(),
      devices: z.array(z.string()),
      /** The group it was said for; null = for these devices. */
      group: z.string().nullable(),
      undoneAt: instant.nullable(),
      undoneBy: z.string().nullable(),
    }),
  ),
  /** Who knows: one line per delivery; empty for people scoped to customers. */
  deliveries: z.array(
    z.object({
      id,
      channelName: z.string(),
      destination: z.string(),
      noticeKind: z.enum(NOTICE_KINDS),
      subject: z.string(),
      state: z.enum(['waiting', 'sending', 'delivered', 'dead']),
      attempts: z.number().int(),
      createdAt: instant,
      deliveredAt: instant.nullable(),
      nextAttemptAt: instant.nullable(),
      reason: z.string().nullable(),
      answer: z.string().nullable(),
    }),
  ),
  asOf: instant,
});
export type IncidentDetail = z.infer<typeof incidentDetail>;

export const ackRequest = z.strictObject({ reason, until: instant.nullable().default(null) });
/** `customerId` limits who reads it; null = everyone who sees the incident. */
export const updateRequest = z.strictObject({
  body: z.string().trim().min(1).max(4_000),
  customerId: id.nullable().default(null),
});
/** A service is deliberately off, on these devices or on all of a group of theirs: no loss, now or later. */
export const intendedRequest = z
  .strictObject({
    service,
    deviceIds: z.array(id).min(1).max(1_000).optional(),
    groupId: id.optional(),
    reason,
  })
  .refine((said) => (said.deviceIds === undefined) !== (said.groupId === undefined), {
    path: ['deviceIds'],
    message: 'either deviceIds or groupId is needed, not both',
  });
export const intendedAnswer = z.object({ id, devices: z.number().int() });
export const closeRequest = z.strictObject({ reason });

/** The token of a mail's link. Looking changes nothing: mail servers and previews follow links too. */
export const ackLinkRequest = z.strictObject({ token: z.string().min(20).max(200) });
export const ackLinkAnswer = z.object({
  label: z.string(),
  headline: z.string(),
  subline: z.string(),
  state: z.enum(['open', 'closed']),
  deviceCount: z.number().int(),
  since: instant,
  /** In whose name it would be acknowledged. */
  as: z.string(),
  ack: ack.nullable(),
});
export type AckLinkAnswer = z.infer<typeof ackLinkAnswer>;
export const ackByLink = ackLinkRequest.extend({ reason, until: instant.nullable().default(null) });
