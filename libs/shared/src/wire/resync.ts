import { z } from 'zod';
import {
  GUARDS,
  LEFT_OUT_REASONS,
  RESYNC_OUTCOMES,
  RUN_DEVICE_PHASES,
  RUN_STATES,
  STEP_ANSWERS,
} from '../domain/resync.js';
import { id, instant, judgement, pageQuery, reason, service } from './primitives.js';
import { resyncProcedure } from './resync-procedure.js';

const caps = z.strictObject({
  atOnce: z.number().int().min(1).max(200),
  perVendor: z.number().int().min(1).max(200),
  perCustomer: z.number().int().min(1).max(200),
  perController: z.number().int().min(1).max(200),
});

/** By incident, by the filter of the fleet table, or hand-made. */
export const resyncChoice = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('incident'), incidentId: id }),
  z.strictObject({
    by: z.literal('filter'),
    customer: id.optional(),
    verdict: z.enum(['exposed', 'weakened', 'blocking', 'unknown']).optional(),
    vendor: z.string().max(40).optional(),
    tag: z.string().max(40).optional(),
    group: id.optional(),
    search: z.string().max(120).optional(),
  }),
  z.strictObject({ by: z.literal('list'), deviceIds: z.array(id).min(1).max(10_000) }),
]);
export type ResyncChoice = z.infer<typeof resyncChoice>;

export const newResyncRun = z.strictObject({
  choice: resyncChoice,
  /** Fewer at once than the policy's; never more than the server's limit. */
  caps: caps.partial().optional(),
});
export type NewResyncRun = z.infer<typeof newResyncRun>;

export const guard = z.object({
  name: z.enum(GUARDS),
  state: z.enum(['ok', 'held', 'overridable']),
  words: z.string(),
});

export const resyncSnapshot = z.object({
  at: instant,
  services: z.partialRecord(
    service,
    judgement.extend({
      licence: z.string().nullable(),
      signatures: z.string().nullable(),
      raw: z.string(),
    }),
  ),
});

export const runCounts = z.object({
  total: z.number().int(),
  proven: z.number().int(),
  working: z.number().int(),
  failed: z.number().int(),
  waiting: z.number().int(),
  byHand: z.number().int(),
  /** Nothing was missing any more when their turn came. */
  spared: z.number().int().optional(),
  leftOut: z.number().int(),
});

export const resyncRunRow = z.object({
  id,
  /** `R-118`. */
  label: z.string(),
  state: z.enum(RUN_STATES),
  /** Present tense: what is resynchronised, how far it is. */
  headline: z.string(),
  incident: z.object({ id, label: z.string() }).nullable(),
  counts: runCounts,
  createdAt: instant,
  createdBy: z.string(),
  approvedBy: z.string().nullable(),
  startedAt: instant.nullable(),
  startedBy: z.string().nullable(),
  endedAt: instant.nullable(),
  /** Only where the list was asked for by one device: what came of it in this run. */
  device: z
    .object({
      phase: z.enum(RUN_DEVICE_PHASES),
      outcome: z.enum(RESYNC_OUTCOMES).nullable(),
      settledAt: instant.nullable(),
    })
    .optional(),
});
/** Youngest first; `device` = runs that hold it, `incident` = runs that were planned from it. */
export const resyncRunQuery = pageQuery.extend({ device: id.optional(), incident: id.optional() });
export type ResyncRunRow = z.infer<typeof resyncRunRow>;

export const runDevice = z.object({
  deviceId: id,
  name: z.string(),
  customerId: id,
  customerName: z.string(),
  vendor: z.string(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  serial: z.string().nullable(),
  /** Null = by hand. */
  wave: z.number().int().nullable(),
  isCanary: z.boolean(),
  procedureId: z.string(),
  /** Why it stands where it stands. */
  reason: z.string(),
  estimateSeconds: z.number(),
  phase: z.enum(RUN_DEVICE_PHASES),
  attempt: z.number().int(),
  /** Steps done of all that may come, for the segments. */
  steps: z.object({ done: z.number().int(), total: z.number().int() }),
  /** Good readings of the verification so far, of the three that are wanted. */
  proofs: z.number().int(),
  /** One clause: what it does now. */
  now: z.string(),
  outcome: z.enum(RESYNC_OUTCOMES).nullable(),
  before: resyncSnapshot.nullable(),
  after: resyncSnapshot.nullable(),
  startedAt: instant.nullable(),
  settledAt: instant.nullable(),
  /** A failed one may be tried again from then on; null = not. */
  retryAt: instant.nullable(),
  /** A person may do by hand what its calls did not bring about. */
  mayTakeOver: z.boolean(),
});
export type RunDeviceView = z.infer<typeof runDevice>;

export const runLogLine = z.object({
  id: z.string(),
  at: instant,
  deviceId: id.nullable(),
  attempt: z.number().int().nullable(),
  /** Request line or what was seen. */
  what: z.string(),
  answer: z.enum(STEP_ANSWERS).nullable(),
  /** The device's own words, or ours; never a secret. */
  words: z.string(),
  by: z.string().nullable(),
});
export type RunLogLine = z.infer<typeof runLogLine>;

/** A ticked step of a checklist. */
export const runTick = z.object({
  deviceId: id,
  stepId: z.string(),
  at: instant,
  by: z.string(),
  evidence: z.string(),
});

export const resyncRunDetail = z.object({
  row: resyncRunRow,
  /** Hash of the plan: what was approved is what runs. */
  hash: z.string(),
  choice: resyncChoice,
  caps,
  estimateSeconds: z.number(),
  /** How many devices need a second person from here on; null = never. */
  secondPersonFrom: z.number().int().nullable(),
  scheduledAt: instant.nullable(),
  /** End of the cancel window. */
  beginsAt: instant.nullable(),
  /** As they stand now. */
  guards: z.array(guard),
  override: z.object({ reason: z.string(), by: z.string(), at: instant }).nullable(),
  stoppedWhy: z.string().nullable(),
  waves: z.array(
    z.object({
      position: z.number().int(),
      name: z.string(),
      size: z.number().int(),
      estimateSeconds: z.number(),
    }),
  ),
  devices: z.array(runDevice),
  leftOut: z.array(
    z.object({
      deviceId: id,
      name: z.string(),
      customerName: z.string(),
      why: z.enum(LEFT_OUT_REASONS),
      words: z.string(),
    }),
  ),
  procedures: z.array(resyncProcedure),
  ticks: z.array(runTick),
  medianSeconds: z.number().nullable(),
  asOf: instant,
});
export type ResyncRunDetail = z.infer<typeof resyncRunDetail>;

export const approveResync = z.strictObject({ hash: z.string().max(80) });
export const startResync = z.strictObject({
  hash: z.string().max(80),
  /** Null = now, after the cancel window. */
  at: instant.nullable().default(null),
  /** Written reason that overrides what may be overridden. */
  override: reason.nullable().default(null),
});
export type StartResync = z.infer<typeof startResync>;
export const endResync = z.strictObject({ reason });
/** Firewalls of the run: to be called once more, or to be done by hand from here on. */
export const chosenOfRun = z.strictObject({ deviceIds: z.array(id).min(1).max(500) });
export const tickStep = z.strictObject({
  deviceId: id,
  stepId: z.string().max(80),
  /** Text or pasted status. */
  evidence: z.string().trim().min(1).max(4_000),
});
export const logQuery = pageQuery.extend({ device: id.optional() });

/** Password where no second factor is set, else the code. */
export const stepUp = z.strictObject({
  code: z.string().trim().max(40).optional(),
  password: z.string().max(200).optional(),
});
export const stepUpState = z.object({
  /** What this person would be asked for. */
  needs: z.enum(['code', 'password']),
  /** Null = not stepped up; else until when it holds. */
  until: instant.nullable(),
});

/** Do not touch: a device, a model, a firmware or a whole vendor. */
export const doNotTouchTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('device'), deviceId: id }),
  z.strictObject({ kind: z.literal('model'), vendor: z.string().max(40), model: z.string().min(1).max(120) }),
  z.strictObject({
    kind: z.literal('firmware'),
    vendor: z.string().max(40),
    firmware: z.string().min(1).max(120),
  }),
  z.strictObject({ kind: z.literal('vendor'), vendor: z.string().max(40) }),
]);
export const newDoNotTouch = z.strictObject({ target: doNotTouchTarget, reason, until: instant });
export const doNotTouch = z.object({
  id,
  target: doNotTouchTarget,
  /** "TZ 470" or the device's name. */
  words: z.string(),
  reason: z.string(),
  owner: z.string(),
  createdAt: instant,
  until: instant,
  mayChange: z.boolean(),
});
export type DoNotTouch = z.infer<typeof doNotTouch>;

/** The switch that ends every run at once, and the option of a second person. */
export const resyncSettings = z.object({
  killSwitch: z.object({
    isOn: z.boolean(),
    at: instant.nullable(),
    by: z.string().nullable(),
    reason: z.string().nullable(),
  }),
  secondPersonFrom: z.number().int().nullable(),
});
export type ResyncSettings = z.infer<typeof resyncSettings>;
export const changeKillSwitch = z.strictObject({ isOn: z.boolean(), reason });
export const changeSecondPerson = z.strictObject({
  secondPersonFrom: z.number().int().min(1).max(10_000).nullable(),
});
