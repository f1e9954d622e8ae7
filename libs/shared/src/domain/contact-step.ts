import { noDataDeadline } from './deadlines.js';
import type { ContactAlarm, DeviceCore, DevicePulse, StepRules } from './device-state.js';
import type { DeviceEvent } from './events.js';
import type { Policy } from './policy.js';
import type { Identity, UnreadableReason } from './reading.js';

type Contact = DeviceCore['contact'];

/** Contact after a step; `failures` is the new count of consecutive failed reads of one kind. */
export interface ContactStep {
  readonly contact: Contact;
  readonly failures: number;
  readonly events: readonly DeviceEvent[];
}

/** Why a read showed nothing. Instants epoch ms. */
export interface Failure {
  readonly why: UnreadableReason;
  readonly detail: string;
  readonly met?: Partial<Identity>;
  readonly startedAt: number;
}

export const NO_CONTACT: Contact = {
  state: 'never',
  since: null,
  why: null,
  detail: '',
  met: null,
  authTries: 0,
  busyNotified: false,
  failingSince: null,
  alarms: [],
};

const withAlarm = (alarms: readonly ContactAlarm[], alarm: ContactAlarm): readonly ContactAlarm[] =>
  alarms.includes(alarm) ? alarms : [...alarms, alarm];

const stateOf = (alarms: readonly ContactAlarm[]): 'no-data' | 'failing' =>
  alarms.includes('no-data') ? 'no-data' : 'failing';

function endOf(alarm: ContactAlarm, contact: Contact, at: number): DeviceEvent {
  if (alarm === 'auth-failed') return { type: 'device.auth-restored', at };
  if (alarm === 'identity') return { type: 'device.identity-accepted', at };
  return { type: 'device.answers-again', at, firstFailedAt: contact.failingSince ?? contact.since ?? at };
}

/** A believed reading ends every alarm of the contact; `holdsNoData` keeps the no-data one for a gap still open. */
export function contactGood(
  prev: Contact,
  at: { readonly startedAt: number; readonly now: number; readonly holdsNoData: boolean },
): ContactStep {
  if (prev.state === 'reachable') return { contact: prev, failures: 0, events: [] };
  const ended = prev.alarms.filter((alarm) => !(alarm === 'no-data' && at.holdsNoData));
  const contact: Contact = { ...NO_CONTACT, state: 'reachable', since: at.startedAt };
  return { contact, failures: 0, events: ended.map((alarm) => endOf(alarm, prev, at.now)) };
}

const sinceOf = (prev: Contact, state: Contact['state'], startedAt: number): number =>
  prev.state === state && prev.since !== null ? prev.since : startedAt;

function failedOn(prev: Contact, failure: Failure): Omit<Contact, 'state' | 'since'> {
  return { ...prev, why: failure.why, detail: failure.detail, met: failure.met ?? null };
}

function toBusy(prev: Contact, failure: Failure, failures: number): ContactStep {
  const contact: Contact = {
    ...failedOn(prev, failure),
    state: 'busy',
    since: sinceOf(prev, 'busy', failure.startedAt),
  };
  return { contact, failures: prev.state === 'busy' ? failures + 1 : 1, events: [] };
}

const isSameMet = (a: Partial<Identity> | null, b: Partial<Identity> | undefined): boolean =>
  a?.serial === b?.serial && a?.fingerprint === b?.fingerprint;

function toMismatch(
  prev: Contact,
  failure: Failure,
  why: 'certificate-changed' | 'wrong-serial',
  at: number,
): ContactStep {
  const isKnown = prev.state === 'identity-mismatch' && prev.why === why && isSameMet(prev.met, failure.met);
  const contact: Contact = {
    ...failedOn(prev, failure),
    state: 'identity-mismatch',
    since: sinceOf(prev, 'identity-mismatch', failure.startedAt),
    alarms: withAlarm(prev.alarms, 'identity'),
  };
  const event: DeviceEvent = {
    type: 'device.identity-changed',
    at,
    why,
    metSerial: failure.met?.serial ?? null,
    metFingerprint: failure.met?.fingerprint ?? null,
  };
  return { contact, failures: 1, events: isKnown ? [] : [event] };
}

function toFailing(prev: Contact, failure: Failure, failures: number, rules: StepRules): ContactStep {
  const { ctx, policy, now } = rules;
  const failingSince = prev.failingSince ?? failure.startedAt;
  const authTries = prev.authTries + (failure.why === 'auth-failed' ? 1 : 0);
  const isLocked = authTries >= policy.auth.tries && failure.why === 'auth-failed';
  const state = isLocked ? 'auth-failed' : stateOf(prev.alarms);
  const events: DeviceEvent[] = [];
  if (prev.failingSince === null) {
    const deadlineAt = noDataDeadline({ since: failingSince, why: failure.why, ...ctx }, policy);
    events.push({ type: 'device.unreadable', at: now, why: failure.why, detail: failure.detail, deadlineAt });
  }
  if (isLocked && !prev.alarms.includes('auth-failed')) {
    events.push({ type: 'device.auth-failed', at: now, detail: failure.detail });
  }
  const contact: Contact = {
    ...failedOn(prev, failure),
    state,
    since: state === 'auth-failed' ? sinceOf(prev, state, failure.startedAt) : failingSince,
    authTries,
    failingSince,
    alarms: isLocked ? withAlarm(prev.alarms, 'auth-failed') : prev.alarms,
  };
  const isSameKind = prev.state === 'failing' || prev.state === 'no-data';
  return { contact, failures: isSameKind ? failures + 1 : 1, events };
}

/** Whether what was met has been approved since. */
export function isNowAccepted(met: Partial<Identity> | null, accepted: readonly Identity[]): boolean {
  if (met?.serial !== undefined) return accepted.some((identity) => identity.serial === met.serial);
  return accepted.some((identity) => identity.fingerprint === met?.fingerprint);
}

/** Only a person ends these two: another failure in between must not start the sign-ins again. */
function isHeldByPerson(prev: Contact, why: UnreadableReason, accepted: readonly Identity[]): boolean {
  if (prev.state === 'auth-failed') return why !== 'auth-failed';
  return prev.state === 'identity-mismatch' && !isNowAccepted(prev.met, accepted);
}

/** A read that showed nothing. What was believed is not touched here or anywhere else. */
export function contactBad(prev: Contact, failures: number, failure: Failure, rules: StepRules): ContactStep {
  const { why } = failure;
  if (why === 'certificate-changed' || why === 'wrong-serial') {
    return toMismatch(prev, failure, why, rules.now);
  }
  if (isHeldByPerson(prev, why, rules.ctx.accepted)) return { contact: prev, failures, events: [] };
  if (why === 'busy') return toBusy(prev, failure, failures);
  return toFailing(prev, failure, failures, rules);
}

/** When the contact's own alarm is due, epoch ms; null when none is pending. */
export function contactDeadline(contact: Contact, intervalMs: number, policy: Policy): number | null {
  if (contact.state === 'busy') {
    return contact.busyNotified || contact.since === null ? null : contact.since + policy.busy.notifyAfterMs;
  }
  if (contact.state !== 'failing' || contact.failingSince === null) return null;
  return noDataDeadline({ since: contact.failingSince, why: contact.why, intervalMs }, policy);
}

/** The contact's alarm, once its deadline has come. */
export function contactTick(
  prev: Contact,
  pulse: DevicePulse,
  rules: StepRules,
): Omit<ContactStep, 'failures'> {
  const dueAt = contactDeadline(prev, rules.ctx.intervalMs, rules.policy);
  if (dueAt === null || rules.now < dueAt || prev.since === null) return { contact: prev, events: [] };
  const at = rules.now;
  if (prev.state === 'busy') {
    return {
      contact: { ...prev, busyNotified: true },
      events: [{ type: 'device.busy', at, since: prev.since }],
    };
  }
  const firstFailedAt = prev.failingSince ?? prev.since;
  const event: DeviceEvent = {
    type: 'device.no-data',
    at,
    why: prev.why ?? 'timeout',
    detail: prev.detail,
    firstFailedAt,
    lastGoodAt: pulse.believedAt,
  };
  const contact: Contact = { ...prev, state: 'no-data', alarms: withAlarm(prev.alarms, 'no-data') };
  return { contact, events: [event] };
}

/** What a person did: `access` = another secret or another address, `identity` = approved what answers. */
export type Release = 'access' | 'identity';

/**
 * What a person's act lifts: the hold of `auth-failed` and `identity-mismatch`. Wrong tries are forgotten only with the
 * secret they were made with. The alarms stay until a believed reading ends them.
 */
export function releaseContact(prev: Contact, by: Release, policy: Policy): Contact {
  if (by === 'access') {
    const isHeld = prev.state === 'auth-failed' || prev.state === 'identity-mismatch';
    if (!isHeld && prev.authTries === 0) return prev;
    return { ...prev, state: isHeld ? stateOf(prev.alarms) : prev.state, authTries: 0 };
  }
  if (prev.state !== 'identity-mismatch') return prev;
  const isLocked = prev.authTries >= policy.auth.tries;
  return { ...prev, state: isLocked ? 'auth-failed' : stateOf(prev.alarms) };
}

const NOT_TRIED = 'Not tried: other firewalls refused this credential set.';

/**
 * The hold of a credential set that other devices refused, and its end: without a try of its own this device neither
 * signs in nor counts as silent. What it refused itself is held by `toFailing`.
 */
export function contactOfSet(prev: Contact, rules: StepRules): Omit<ContactStep, 'failures'> {
  const { ctx, policy, now } = rules;
  if (prev.state === 'identity-mismatch') return { contact: prev, events: [] };
  if (ctx.isSetRefused !== true) {
    const isHeldBySet = prev.state === 'auth-failed' && prev.authTries < policy.auth.tries;
    if (!isHeldBySet) return { contact: prev, events: [] };
    const since = prev.failingSince ?? now;
    return { contact: { ...prev, state: stateOf(prev.alarms), failingSince: since }, events: [] };
  }
  if (prev.state === 'auth-failed') return { contact: prev, events: [] };
  const detail = prev.why === 'auth-failed' ? prev.detail : NOT_TRIED;
  const contact: Contact = {
    ...prev,
    state: 'auth-failed',
    since: now,
    why: 'auth-failed',
    detail,
    alarms: withAlarm(prev.alarms, 'auth-failed'),
  };
  const isTold = prev.alarms.includes('auth-failed');
  return { contact, events: isTold ? [] : [{ type: 'device.auth-failed', at: now, detail }] };
}
