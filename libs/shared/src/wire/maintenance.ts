import { z } from 'zod';
import { MAINTENANCE_TARGETS } from '../domain/maintenance.js';
import { NOTICE_KINDS } from '../domain/incident.js';
import { id, instant, pageQuery, reason, timeOfDay } from './primitives.js';

const day = z.iso.date();
const zone = z.string().min(1).max(60);

/** Firewalls by what they are, are part of, or wear; a tag covers whatever wears it at the time. */
export const maintenanceTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('device'), ids: z.array(id).min(1).max(500) }),
  z.strictObject({ kind: z.literal('site'), ids: z.array(id).min(1).max(500) }),
  z.strictObject({ kind: z.literal('customer'), ids: z.array(id).min(1).max(500) }),
  z.strictObject({ kind: z.literal('group'), ids: z.array(id).min(1).max(500) }),
  z.strictObject({ kind: z.literal('tag'), tags: z.array(z.string().trim().min(1).max(60)).min(1).max(20) }),
]);
export type MaintenanceTargetRequest = z.infer<typeof maintenanceTarget>;

/** By the clocks of `zone`; an end that is not after the start is on the next day. 1 = Monday … 7 = Sunday. */
const weekly = z.strictObject({
  kind: z.literal('weekly'),
  zone,
  weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  start: timeOfDay,
  end: timeOfDay,
  /** First and last day on which it may begin; null = from today, until somebody ends it. */
  firstDay: day.nullable().default(null),
  lastDay: day.nullable().default(null),
});
export const maintenancePlan = z.strictObject({
  target: maintenanceTarget,
  when: z.discriminatedUnion('kind', [
    /** `from` null = now. */
    z.strictObject({ kind: z.literal('once'), from: instant.nullable().default(null), to: instant }),
    weekly,
  ]),
});
export const newMaintenance = maintenancePlan.extend({ reason });
export type NewMaintenance = z.infer<typeof newMaintenance>;
/** A new end: later extends, earlier shortens; only of a single window. */
export const editMaintenance = z.strictObject({ to: instant, reason });
/** `all` also takes the coming weeks of a weekly one. */
export const endMaintenance = z.strictObject({ reason, all: z.boolean().default(false) });

const reach = z.object({ devices: z.number().int(), customers: z.number().int() });
/** What a plan would silence, in words. */
export const maintenancePreview = z.object({
  words: z.string(),
  covers: reach,
  /** The running or next occurrence; null = it would never come. */
  from: instant.nullable(),
  to: instant.nullable(),
});
export type MaintenancePreview = z.infer<typeof maintenancePreview>;

export const maintenanceWindow = z.object({
  id,
  state: z.enum(['running', 'coming', 'over']),
  kind: z.enum(['once', 'weekly']),
  target: z.object({
    kind: z.enum(MAINTENANCE_TARGETS),
    /** Names as the reader may see them; tags as they are. */
    names: z.array(z.string()),
  }),
  /** When, and all of it in one sentence. */
  when: z.string(),
  words: z.string(),
  reason: z.string(),
  covers: reach,
  from: instant.nullable(),
  to: instant.nullable(),
  createdAt: instant,
  createdBy: z.string(),
  ended: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
  /** Notices withheld so far. */
  withheld: z.number().int(),
  /** May this reader change it? */
  mayChange: z.boolean(),
});
export type MaintenanceWindow = z.infer<typeof maintenanceWindow>;
export const maintenanceQuery = pageQuery.extend({ state: z.enum(['running', 'coming', 'over']).optional() });

/** One notice that nobody got. */
export const withheldNotice = z.object({
  id: z.number().int(),
  at: instant,
  kind: z.enum(NOTICE_KINDS),
  headline: z.string(),
  incident: z.object({ id, label: z.string(), state: z.enum(['open', 'closed']) }),
  /** Channel and address; empty for people scoped to customers. */
  to: z.array(z.object({ channel: z.string(), destination: z.string() })),
  outcome: z.enum(['silent', 'came-and-went', 'told']),
});
export type WithheldNotice = z.infer<typeof withheldNotice>;
export const wouldHavePaged = z.object({
  items: z.array(withheldNotice),
  summary: z.object({
    words: z.string(),
    incidents: z.number().int(),
    cameAndWent: z.number().int(),
    told: z.number().int(),
    silent: z.number().int(),
  }),
});
export type WouldHavePaged = z.infer<typeof wouldHavePaged>;

/** Firewalls that are silent now. */
export const silentDevices = z.object({
  items: z.array(z.object({ deviceId: id, windowId: id, until: instant, reason: z.string() })),
});
export type SilentDevices = z.infer<typeof silentDevices>;

/** One firewall's silence: now, next, and the last 30 days. */
export const deviceMaintenance = z.object({
  now: z.object({ windowId: id, until: instant, reason: z.string(), by: z.string() }).nullable(),
  next: z.object({ windowId: id, from: instant, to: instant, reason: z.string() }).nullable(),
  spells: z.array(z.object({ windowId: id, from: instant, to: instant, reason: z.string() })),
});
export type DeviceMaintenance = z.infer<typeof deviceMaintenance>;
