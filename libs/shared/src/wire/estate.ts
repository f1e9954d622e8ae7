import { z } from 'zod';
import { IMPORT_COLUMNS, MOST_BYTES } from '../domain/import-columns.js';
import { UNREADABLE_REASONS } from '../domain/reading.js';
import { baseline, certificateSeen, credentialChoice, fingerprint, port, trust } from './devices.js';
import { id, instant, name, reason, tags } from './primitives.js';

/** The file's text, as read: UTF-8, comma or semicolon. */
export const importRequest = z.strictObject({ csv: z.string().min(1).max(MOST_BYTES) });
export const importFault = z.object({ field: z.enum([...IMPORT_COLUMNS, 'line']), message: z.string() });
export const importPreview = z.object({
  /** Null = no row can be applied. */
  id: id.nullable(),
  rows: z.array(
    z.object({
      line: z.number().int(),
      name: z.string(),
      customer: z.string(),
      address: z.string(),
      /** Nobody gave its fingerprint: it will wait for approval. Null = something is wrong with the row. */
      waits: z.boolean().nullable(),
      faults: z.array(importFault),
    }),
  ),
  good: z.number().int(),
  bad: z.number().int(),
  newCustomers: z.array(z.string()),
  newSites: z.array(z.object({ customer: z.string(), site: z.string() })),
});
export type ImportPreview = z.infer<typeof importPreview>;
/** `onlyGood` = leave the faulty rows out; else a file with one faulty row is refused. */
export const importCommit = z.strictObject({ onlyGood: z.boolean() });
export const importAnswer = z.object({
  /** Watched at once: their fingerprint stood in the file. */
  watched: z.number().int(),
  waiting: z.number().int(),
  customers: z.number().int(),
  sites: z.number().int(),
});
export type ImportAnswer = z.infer<typeof importAnswer>;

/** A firewall whose certificate nobody has approved yet. Nothing but a handshake goes to it. */
export const waitingDevice = z.object({
  id,
  name: z.string(),
  customerId: id,
  customerName: z.string(),
  siteName: z.string().nullable(),
  vendor: z.string(),
  host: z.string(),
  port,
  trust,
  credentialName: z.string().nullable(),
  /** `not-readable` = approved, and answers without an API: it can be watched as checklist only. Its id is the device's. */
  state: z.enum(['unseen', 'seen', 'unreachable', 'same-serial', 'not-readable']),
  lookedAt: instant.nullable(),
  certificate: certificateSeen.nullable(),
  why: z.enum(UNREADABLE_REASONS).nullable(),
  detail: z.string(),
  /** The firewall that has its serial number already. */
  sameSerialAs: z.object({ id, name: z.string() }).nullable(),
});
export type WaitingDevice = z.infer<typeof waitingDevice>;
const waitingIds = z.array(id).min(1).max(1_500);
export const approveWaiting = z.strictObject({
  /** What the person saw: one that shows another certificate by now is refused. */
  items: z.array(z.strictObject({ id, fingerprint })).min(1).max(1_500),
  reason,
});
export const approveAnswer = z.object({
  approved: z.array(z.object({ id, deviceId: id })),
  refused: z.array(z.object({ id, name: z.string(), why: z.string() })),
});
export type ApproveAnswer = z.infer<typeof approveAnswer>;
export const lookAgain = z.strictObject({ ids: waitingIds });
export const dismissWaiting = z.strictObject({ ids: waitingIds, reason });
export const changedCount = z.object({ changed: z.number().int() });

/** A named set of devices of one customer, or of the MSP (`customerId` null: any customer's); a device is in at most one. */
export const group = z.object({
  id,
  name: z.string(),
  customerId: id.nullable(),
  /** What its devices should run; a device's own baseline wins. */
  baseline,
  deviceCount: z.number().int(),
});
export type Group = z.infer<typeof group>;
export const newGroup = z.strictObject({ name, customerId: id.nullable().default(null) });
export const editGroup = z.strictObject({
  name: name.optional(),
  baseline: baseline.optional(),
  reason: reason.optional(),
});

const deviceIds = z.array(id).min(1).max(5_000);
/** One change on many devices; what is absent stays. */
const bulkChangeFields = z.strictObject({
  deviceIds,
  addTags: tags.default([]),
  removeTags: tags.default([]),
  /** Null = in no group. */
  groupId: id.nullable().optional(),
  intervalSeconds: z.number().int().min(15).max(3_600).optional(),
  /** They have no API: never signed in to, watched for being there. */
  readability: z.literal('checklist').optional(),
  /** For steps of a resync, another than each is read with; a typed one becomes one set. Null = none any more. */
  resyncAccess: credentialChoice.nullable().optional(),
  /** Kept in the audit; needed where they are not signed in to any more. */
  reason: reason.optional(),
});
export const bulkChange = bulkChangeFields
  .refine((change) => change.readability === undefined || change.reason !== undefined, {
    path: ['reason'],
    message: 'is missing; say why they are not signed in to any more',
  })
  .refine((change) => change.readability === undefined || !change.resyncAccess, {
    path: ['resyncAccess'],
    message: 'is of no use on a checklist, which is never signed in to; leave one of the two out',
  });
export const bulkRemove = z.strictObject({ deviceIds, reason });
export const bulkRead = z.strictObject({ deviceIds });
export const bulkAnswer = z.object({
  changed: z.number().int(),
  /** Devices that were left alone, each with one sentence. */
  refused: z.array(z.object({ deviceId: id, name: z.string(), why: z.string() })),
});
export type BulkAnswer = z.infer<typeof bulkAnswer>;

/** What removing a customer takes with it, counted before it is asked for. */
export const customerRemoval = z.object({
  name: z.string(),
  devices: z.number().int(),
  waiting: z.number().int(),
  sites: z.number().int(),
  groups: z.number().int(),
  /** Destroyed: nobody else uses them. */
  credentialSets: z.number().int(),
  /** Kept: devices of other customers use them. */
  sharedSets: z.number().int(),
  openIncidents: z.number().int(),
  /** People who see nothing any more afterwards. */
  people: z.number().int(),
});
export type CustomerRemoval = z.infer<typeof customerRemoval>;
/** `name` as the person typed it: it must be the customer's. */
export const removeCustomer = z.strictObject({ name: z.string().max(200), reason });
