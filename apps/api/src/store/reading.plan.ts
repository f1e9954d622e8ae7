import { proposeBaseline } from '@firewatch/shared/domain/baseline';
import type { DeviceState, Shown, Step, StepContext, StepInput } from '@firewatch/shared/domain/device-state';
import { step } from '@firewatch/shared/domain/device-step';
import type { Baseline, VendorProfile } from '@firewatch/shared/domain/fact';
import type { Policy } from '@firewatch/shared/domain/policy';
import type { Identity, SeenReading } from '@firewatch/shared/domain/reading';
import { isSame } from '@firewatch/shared/domain/structural';
import { encodeDevice, liveDevice } from '@firewatch/shared/wire/device-tuple';
import { whyClause } from '@firewatch/shared/wire/device-why';
import type { DeviceTuple } from '@firewatch/shared/wire/live';
import type { DeviceRecord } from './device-targets.repo.js';

/** What a first believed reading teaches about a device, beside its state. */
export interface Learned {
  readonly serial: string | null;
  /** Certificate approved without a serial, now known to belong to `serial`. */
  readonly identity: Identity | null;
  readonly baseline: Baseline | null;
  /** Key of an accepted certificate that was met for the first time since keys are kept. */
  readonly keyFingerprint: string | null;
  /** The credential set is to be looked at: it worked for the first time, failed, or works again. */
  readonly credential: boolean;
}

/** One device's step with everything that has to be stored of it. */
export interface Plan {
  readonly record: DeviceRecord;
  readonly step: Step;
  readonly worstSince: number;
  readonly readAt: number | null;
  readonly readMs: number | null;
  /** Row of the fleet table when what it shows changed; null = the same as before. */
  readonly row: DeviceTuple | null;
  readonly learned: Learned | null;
  readonly isCoreChanged: boolean;
  /** A tick leaves the lease of a read in flight alone. */
  readonly isReading: boolean;
}

/** A fault of ours while judging one device; nothing of it was stored, and the store is not to blame. */
export class StepFault extends Error {
  override readonly name = 'StepFault';
}

/** Nothing happened but time: one statement suffices and losing it in a crash costs one re-read. */
export const isQuiet = (plan: Plan): boolean =>
  !plan.isCoreChanged &&
  plan.row === null &&
  plan.learned === null &&
  plan.step.events.length === 0 &&
  plan.step.factChanges.length === 0;

const isEmpty = (baseline: Baseline): boolean => Object.keys(baseline).length === 0;

/** A certificate approved before the serial was known vouches for the serial it is met with first. */
const isPending = (record: DeviceRecord, met: Identity): boolean =>
  record.accepted.some((identity) => identity.serial === '' && identity.fingerprint === met.fingerprint);

/** A further unit of a pair was approved by its certificate; this is its first answer, and tells its serial. */
const isNewMember = (record: DeviceRecord, met: Identity): boolean =>
  isPending(record, met) && record.accepted.every((identity) => identity.serial !== met.serial);

function acceptedBy(record: DeviceRecord, input: StepInput): readonly Identity[] {
  const known = record.accepted.filter((identity) => identity.serial !== '');
  if (input.kind !== 'seen') return known;
  const met = input.identity;
  if (known.length > 0) return isNewMember(record, met) ? [...known, met] : known;
  // Under `pin-key` and `ca` the certificate may have been renewed since it was approved; the handshake has judged it.
  const isApproved =
    record.trust !== 'pin' || record.accepted.some((identity) => identity.fingerprint === met.fingerprint);
  const isExpected = record.serial === null || record.serial === met.serial;
  return isApproved && isExpected ? [met] : known;
}

function proposalOf(record: DeviceRecord, input: StepInput, profile: VendorProfile): Baseline | null {
  if (input.kind !== 'seen' || input.scope !== 'full' || !isEmpty(record.baseline)) return null;
  const proposed = proposeBaseline(input.facts, profile);
  return isEmpty(proposed) ? null : proposed;
}

function worstSinceOf(record: DeviceRecord, next: DeviceState, shown: Shown, now: number): number {
  const { worst } = shown;
  if (worst.verdict === record.worst && worst.reason === record.worst_reason) return record.worst_since;
  const since = Object.values(next.core.services).flatMap((service) =>
    service.believed?.verdict === worst.verdict && service.since !== null ? [service.since] : [],
  );
  return since.length > 0 ? Math.min(...since) : now;
}

function rowOf(plan: Omit<Plan, 'row' | 'learned' | 'isCoreChanged'>): DeviceTuple | null {
  const { record, step: taken } = plan;
  const { shown, next } = taken;
  const worst = { verdict: record.worst, reason: record.worst_reason };
  const before: Shown = {
    services: record.shown,
    worst,
    isSuspected: record.is_suspected,
    until: shown.until,
  };
  const isUnchanged =
    record.core.contact.state === next.core.contact.state &&
    isSame(before, shown) &&
    whyClause(record.core, before) === whyClause(next.core, shown);
  if (isUnchanged) return null;
  return encodeDevice(liveDevice(record.device_id, next, shown, plan));
}

function identityOf(record: DeviceRecord, reading: SeenReading): Identity | null {
  const isNew =
    record.accepted.every((identity) => identity.serial === '') || isPending(record, reading.identity);
  return isNew ? reading.identity : null;
}

function keyOf(record: DeviceRecord, { identity }: SeenReading): string | null {
  const isNew = record.accepted.some(
    (known) => known.fingerprint === identity.fingerprint && known.keyFingerprint === undefined,
  );
  return isNew ? (identity.keyFingerprint ?? null) : null;
}

function learnedOf(
  record: DeviceRecord,
  input: StepInput,
  taken: Step,
  proposal: Baseline | null,
): Learned | null {
  const isReading = input.kind !== 'tick';
  const isAuth =
    taken.disbelieved === 'auth-failed' || taken.events.some(({ type }) => type === 'device.auth-restored');
  const seen = input.kind === 'seen' && taken.disbelieved === null ? input : null;
  const isFirst = seen !== null && record.credential_state !== 'works';
  const learned: Learned = {
    serial: seen && record.serial === null ? seen.identity.serial : null,
    identity: seen ? identityOf(record, seen) : null,
    baseline: seen ? proposal : null,
    keyFingerprint: seen ? keyOf(record, seen) : null,
    credential: isAuth || isFirst || (isReading && record.credential_held),
  };
  const isAny =
    learned.serial !== null ||
    learned.identity !== null ||
    learned.baseline !== null ||
    learned.keyFingerprint !== null ||
    learned.credential;
  return isAny ? learned : null;
}

/**
 * What one input makes of one device and what of that is to be stored. Pure.
 * Units   `now` epoch ms of the database's clock.
 * Errors  throws StepFault; only a new version helps.
 */
export function planOf(
  record: DeviceRecord,
  input: StepInput,
  profile: VendorProfile,
  rules: { readonly policy: Policy; readonly now: number },
): Plan {
  try {
    return makePlan(record, input, profile, rules);
  } catch (cause) {
    throw new StepFault(`device ${record.device_id} could not be judged: ${String(cause)}`, { cause });
  }
}

function makePlan(
  record: DeviceRecord,
  input: StepInput,
  profile: VendorProfile,
  rules: { readonly policy: Policy; readonly now: number },
): Plan {
  const prev: DeviceState = { core: record.core, pulse: record.pulse };
  const proposal = proposalOf(record, input, profile);
  const ctx: StepContext = {
    intervalMs: record.interval_ms,
    baseline: { ...proposal, ...record.expected },
    profile,
    accepted: acceptedBy(record, input),
    openTurns: record.open_turns,
    readability: record.readability,
    isSetRefused: record.credential_held,
  };
  const taken = step(prev, input, { ctx, ...rules });
  const isReading = input.kind !== 'tick';
  const base = {
    record,
    step: taken,
    isReading,
    worstSince: worstSinceOf(record, taken.next, taken.shown, rules.now),
    readAt: isReading ? input.endedAt : record.read_at,
    readMs: isReading ? input.endedAt - input.startedAt : record.read_ms,
  };
  return {
    ...base,
    row: rowOf(base),
    learned: learnedOf(record, input, taken, proposal),
    isCoreChanged: taken.next.core !== record.core,
  };
}
