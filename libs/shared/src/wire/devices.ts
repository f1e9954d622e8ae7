import { z } from 'zod';
import { FINGERPRINT_FORM, FINGERPRINT_WORDS, HOST_FORM, HOST_WORDS } from '../domain/address.js';
import { ENABLED_VALUES, LICENCE_VALUES, RUNNING_VALUES, SIGNATURE_VALUES } from '../domain/fact.js';
import { READABILITIES, TRUST_MODES, UNREADABLE_REASONS } from '../domain/reading.js';
import { id, instant, judgement, name, pageQuery, reason, service, verdict } from './primitives.js';

export const host = z.string().trim().min(1).max(253).regex(HOST_FORM, HOST_WORDS);
export const port = z.number().int().min(1).max(65_535);
export const tlsContext = z.enum(['modern', 'legacy']);
/** `pin` this certificate · `pin-key` any certificate with its key · `ca` any that a public authority vouches for under the name. */
export const trust = z.enum(TRUST_MODES);
/** `checklist` = it cannot be read: its services stay unknown, only its reachability is watched. */
export const readability = z.enum(READABILITIES);
/** Log events that would have it read at once, and that it is not set to send. */
export const unsentEvents = z.array(z.object({ id: z.number().int(), text: z.string() }));
export const fingerprint = z.string().regex(FINGERPRINT_FORM, FINGERPRINT_WORDS);
export const expectation = z.enum(['on', 'off', 'never']);
export const baseline = z.partialRecord(service, expectation);
export const intervalSeconds = z.number().int().min(15).max(3_600);

/** Row of the fleet table. */
export const deviceRow = z.object({
  id,
  name: z.string(),
  customerId: id,
  customerName: z.string(),
  siteId: id.nullable(),
  siteName: z.string().nullable(),
  vendor: z.string(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  serial: z.string().nullable(),
  tags: z.array(z.string()),
  /** The group it is in; null also for a group of the MSP that the reader does not see. */
  group: z.object({ id, name: z.string() }).nullable(),
  worst: judgement,
  worstSince: instant,
  isSuspected: z.boolean(),
  services: z.partialRecord(service, judgement),
  /** Start of the last believed reading / end of the last read of any outcome. */
  believedAt: instant.nullable(),
  readAt: instant.nullable(),
  /** After this instant the shown verdict is no longer valid: show it as unknown. */
  shownUntil: instant.nullable(),
  /** Last reading that was good for the worst service. */
  lastGoodAt: instant.nullable(),
  /** One short clause: the "why" column. */
  why: z.string(),
  paidUntil: instant.nullable(),
  contact: z.enum(['never', 'reachable', 'failing', 'no-data', 'busy', 'auth-failed', 'identity-mismatch']),
  /** Open incident it belongs to, and whether that was acknowledged after it joined. */
  incident: z.object({ id, label: z.string(), acked: z.boolean(), newSinceAck: z.boolean() }).nullable(),
});
export type DeviceRow = z.infer<typeof deviceRow>;

/** The list doubles as the live snapshot: join with `streamId` and `seq`. */
export const deviceList = z.object({
  items: z.array(deviceRow),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
  asOf: instant,
  live: z.array(z.object({ room: z.string(), streamId: id, seq: z.number().int() })),
});
export type DeviceList = z.infer<typeof deviceList>;
export const deviceQuery = pageQuery.extend({
  limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
  customer: id.optional(),
  verdict: verdict.optional(),
  vendor: z.string().max(40).optional(),
  tag: z.string().max(40).optional(),
  group: id.optional(),
  search: z.string().max(120).optional(),
});

const evidence = { source: z.string(), raw: z.string(), at: instant.nullable() };
export const serviceDetail = z.object({
  service,
  shown: judgement,
  believed: judgement.nullable(),
  since: instant.nullable(),
  lastGoodAt: instant.nullable(),
  phase: z.enum(['never', 'steady', 'suspect', 'recovering']),
  isFlapping: z.boolean(),
  glitchesLastHour: z.number().int(),
  expectation: expectation.nullable(),
  licence: z.object({ value: z.enum(LICENCE_VALUES), expiresAt: instant.nullable(), ...evidence }).nullable(),
  enabled: z.object({ value: z.enum(ENABLED_VALUES), ...evidence }).nullable(),
  signatures: z
    .object({
      value: z.enum(SIGNATURE_VALUES),
      version: z.string().nullable(),
      publishedAt: instant.nullable(),
      lastAttemptAt: instant.nullable(),
      ...evidence,
    })
    .nullable(),
  running: z.object({ value: z.enum(RUNNING_VALUES), ...evidence }).nullable(),
});
export type ServiceDetail = z.infer<typeof serviceDetail>;

export const acceptedIdentity = z.object({
  serial: z.string(),
  fingerprint: z.string(),
  acceptedAt: instant,
  acceptedBy: z.string().nullable(),
  reason: z.string(),
});

export const deviceDetail = z.object({
  row: deviceRow,
  /** Empty = nobody knows where it stands: it is kept by a person's word. */
  host: z.string(),
  port,
  tls: tlsContext,
  trust,
  readability,
  intervalSeconds,
  readMs: z.number().nullable(),
  uptimeSeconds: z.number().nullable(),
  clockOffsetMs: z.number().nullable(),
  freshness: z.enum(['unproven', 'proven']),
  sessionBound: z.boolean().nullable(),
  contactSince: instant.nullable(),
  contactWhy: z.enum(UNREADABLE_REASONS).nullable(),
  contactDetail: z.string(),
  /** Certificate or serial met where it is not an accepted one. */
  met: z.object({ serial: z.string().nullable(), fingerprint: z.string().nullable() }).nullable(),
  services: z.array(serviceDetail),
  /** What holds: its own word over its group's over what was proposed; `baselineFrom` says which of them each is. */
  baseline,
  baselineFrom: z.partialRecord(service, z.enum(['own', 'group', 'proposed'])),
  /** What its group says, whether or not it holds here. */
  groupBaseline: baseline,
  baselineConfirmedAt: instant.nullable(),
  identities: z.array(acceptedIdentity),
  /** When the other unit of a pair took over last, as far as events are kept; null = never. */
  failedOverAt: instant.nullable(),
  /** Serial of the unit that answered last; a pair has several accepted ones. */
  answeringSerial: z.string().nullable(),
  /** Null = on a checklist: it is never signed in to. */
  credentialSet: z
    .object({
      id,
      name: z.string(),
      state: z.enum(['untried', 'works', 'failed']),
      deviceCount: z.number().int(),
    })
    .nullable(),
  /** Opened for a step of a resync only; null = it has none, and no call of a resync reaches it. */
  resyncCredentialSet: z.object({ id, name: z.string() }).nullable().optional(),
  /** As a person chose it, where the device does not say. */
  productLine: z.string().nullable().optional(),
  /** Management server it hangs on, as a person wrote it; null = none. */
  controller: z.string().nullable().optional(),
  /** What a person last saw there, where nothing can be read. */
  lastKnown: z.object({ text: z.string(), at: instant }).nullable().optional(),
  /** Serial of the unit that answered last, and of its HA partner where the device names one. */
  member: z.object({ serial: z.string(), peerSerial: z.string().nullable() }).nullable(),
  /** Null = never told: asked for with a full read, once a day. */
  events: z.object({ missing: unsentEvents, asOf: instant }).nullable(),
  oddities: z.array(z.string()),
  incidents: z.array(
    z.object({
      id,
      label: z.string(),
      headline: z.string(),
      openedAt: instant,
      closedAt: instant.nullable(),
    }),
  ),
});
export type DeviceDetail = z.infer<typeof deviceDetail>;

export const credential = z.record(z.string().max(60), z.string().max(1_000));
export const credentialChoice = z.union([
  z.strictObject({ credentialSetId: id }),
  z.strictObject({ credential, credentialName: name.optional() }),
]);
export const certificateSeen = z.object({
  fingerprint,
  keyFingerprint: z.string(),
  /** A public authority vouches for it under the host name: `ca` would accept it. */
  chainTrusted: z.boolean(),
  subject: z.string(),
  issuer: z.string(),
  validFrom: instant,
  validTo: instant,
  selfSigned: z.boolean(),
  protocol: z.string(),
});
export type CertificateSeen = z.infer<typeof certificateSeen>;
/** Approve the certificate (and serial) met now as a further accepted identity. */
export const acceptIdentity = z.strictObject({
  deviceIds: z.array(id).min(1).max(1_000),
  reason,
  /** What the person saw: refused where the device shows another one by now. */
  fingerprints: z.array(fingerprint).min(1).max(1_000),
  /**
   * `renewal` = the same unit with another certificate, its serial must be the known one; `member` = the other unit of a
   * high-availability pair, its serial is learned at its first answer.
   */
  as: z.enum(['renewal', 'member']).default('renewal'),
});
export const removeDevice = z.strictObject({ reason });

export const credentialSet = z.object({
  id,
  name: z.string(),
  vendor: z.string(),
  /** Null = the MSP's own, for devices of any customer. */
  customerId: id.nullable(),
  customerName: z.string().nullable(),
  state: z.enum(['untried', 'works', 'failed']),
  deviceCount: z.number().int(),
  /** Devices that refused it at their last sign-in. */
  refusedCount: z.number().int(),
  /** Since when it is not tried any more at devices that have not refused it; null = it is tried. */
  heldSince: instant.nullable(),
  /** When one device is tried again while it is held; null = no device has a try left. */
  probeAt: instant.nullable(),
  createdAt: instant,
  createdBy: z.string().nullable(),
  /** Last change of the secret. */
  changedAt: instant,
  changedBy: z.string().nullable(),
});
export type CredentialSet = z.infer<typeof credentialSet>;
export const credentialSetDetail = z.object({
  set: credentialSet,
  devices: z.array(
    z.object({
      id,
      name: z.string(),
      customerName: z.string(),
      /** What it does there; a set may be of one device's reading and of another's resync. */
      use: z.enum(['reading', 'resync']),
      contact: deviceRow.shape.contact,
      detail: z.string(),
    }),
  ),
});
export type CredentialSetDetail = z.infer<typeof credentialSetDetail>;
export const renameCredentialSet = z.strictObject({ name });
export const newCredentialSet = z.strictObject({
  name,
  vendor: z.string().max(40),
  customerId: id.nullable().default(null),
  credential,
});
/** Replaces the secret of a set; the old one is gone. */
export const rotateCredential = z.strictObject({ credential });
/** A person confirms what the device should run. What is left out follows its group, else what was proposed. */
export const baselineRequest = z.strictObject({ baseline, reason });
export const readNowAnswer = z.object({ requestedAt: instant });
export const acceptIdentityAnswer = z.object({
  accepted: z.array(id),
  /** Devices where nothing was accepted, each with one sentence. */
  refused: z.array(z.object({ deviceId: id, why: z.string() })),
});
