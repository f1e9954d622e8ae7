import { believe, isOutOfOrder, measuredOffset } from './believe.js';
import type { FreshnessMark } from './believe.js';
import {
  NO_CONTACT,
  contactBad,
  contactGood,
  contactOfSet,
  contactTick,
  releaseContact,
} from './contact-step.js';
import type { Failure, Release } from './contact-step.js';
import type {
  DeviceCore,
  DevicePulse,
  DeviceState,
  FactChange,
  NextRead,
  StepRules,
} from './device-state.js';
import type { Step, StepInput } from './device-state.js';
import type { DeviceEvent } from './events.js';
import { besideFacts } from './beside-facts.js';
import { datedEntitlements } from './expiry-facts.js';
import { mergeFacts } from './facts-merge.js';
import { gapAfterReading, gapTick } from './gap-step.js';
import type { Policy } from './policy.js';
import type { Reading, SeenReading, UnreadableReason } from './reading.js';
import { holdOf, nextReadOf, wakeAtOf } from './schedule.js';
import { breakOverdue, rebaseServices, stepServices } from './services-step.js';
import { blindStep, shownOf } from './shown.js';
import { keepIfSame } from './structural.js';

/** What one part of a step made of the state. */
interface Part {
  readonly state: DeviceState;
  readonly events: readonly DeviceEvent[];
  readonly factChanges: readonly FactChange[];
  readonly disbelieved: UnreadableReason | null;
}

const PULSES_KEPT = 20;
const ODDITIES_KEPT = 20;

/** State of a device that was never read. */
export function initialState(): DeviceState {
  return {
    core: {
      services: {},
      facts: {},
      factScopes: {},
      model: null,
      firmware: null,
      identity: null,
      contact: NO_CONTACT,
      gap: null,
      moving: [],
      blindSince: null,
      clockOffsetMs: null,
      freshness: 'unproven',
      oddities: [],
      sessionBound: null,
    },
    pulse: {
      appliedAt: null,
      endedAt: null,
      believedAt: null,
      fullAt: null,
      fullTriedAt: null,
      waitUntil: null,
      clockOffsetMs: null,
      failures: 0,
      volatile: {},
      identicalAnswers: 0,
      uptimeSeconds: null,
      pulseMs: [],
    },
  };
}

/**
 * The state after a person gave a new credential or approved an identity: reads may start again, the alarm stays
 * open until a believed reading ends it.
 */
export function releaseHold(state: DeviceState, by: Release, policy: Policy): DeviceState {
  const contact = releaseContact(state.core.contact, by, policy);
  return contact === state.core.contact ? state : { ...state, core: { ...state.core, contact } };
}

const nextOddities = (core: DeviceCore, reading: SeenReading): readonly string[] =>
  reading.scope === 'full'
    ? reading.oddities
    : [...new Set([...core.oddities, ...reading.oddities])].slice(0, ODDITIES_KEPT);

function nextOffset(core: DeviceCore, offset: number | null, policy: Policy): number | null {
  if (offset === null || core.clockOffsetMs === null) return offset ?? core.clockOffsetMs;
  // A core that followed every second of drift would be written at every read.
  return Math.abs(offset - core.clockOffsetMs) >= policy.clock.jumpMs ? offset : core.clockOffsetMs;
}

function coreOf(core: DeviceCore, reading: SeenReading, mark: FreshnessMark, policy: Policy): DeviceCore {
  return {
    ...core,
    model: reading.model === '' ? core.model : reading.model,
    firmware: reading.firmware === '' ? core.firmware : reading.firmware,
    identity: reading.identity,
    moving: mark.moving,
    clockOffsetMs: nextOffset(core, measuredOffset(reading), policy),
    freshness: mark.moving.length > 0 ? 'proven' : 'unproven',
    oddities: nextOddities(core, reading),
    sessionBound: reading.sessionBound,
    ...besideFacts(core, reading),
    ...datedEntitlements(core, reading),
  };
}

const appliedOf = (pulse: DevicePulse, reading: Reading): DevicePulse => ({
  ...pulse,
  appliedAt: reading.startedAt,
  endedAt: reading.endedAt,
  fullTriedAt: reading.scope === 'full' ? reading.startedAt : pulse.fullTriedAt,
  waitUntil: null,
});

function pulseOf(pulse: DevicePulse, reading: SeenReading, mark: FreshnessMark): DevicePulse {
  const tookMs = reading.endedAt - reading.startedAt;
  return {
    ...appliedOf(pulse, reading),
    believedAt: reading.startedAt,
    fullAt: reading.scope === 'full' ? reading.startedAt : pulse.fullAt,
    clockOffsetMs: measuredOffset(reading) ?? pulse.clockOffsetMs,
    failures: 0,
    volatile: mark.volatile,
    identicalAnswers: mark.identicalAnswers,
    uptimeSeconds: reading.uptimeSeconds ?? pulse.uptimeSeconds,
    pulseMs: reading.scope === 'pulse' ? [...pulse.pulseMs, tookMs].slice(-PULSES_KEPT) : pulse.pulseMs,
  };
}

function applySeen(
  prev: DeviceState,
  reading: SeenReading,
  believed: { readonly mark: FreshnessMark; readonly events: readonly DeviceEvent[] },
  rules: StepRules,
): Part {
  const merged = mergeFacts(prev.core, reading, rules.ctx.profile);
  const core = {
    ...coreOf(prev.core, reading, believed.mark, rules.policy),
    facts: merged.facts,
    factScopes: merged.factScopes,
  };
  const pulse = pulseOf(prev.pulse, reading, believed.mark);
  const judged = stepServices({ core, pulse }, reading, { ...rules, previousAt: prev.pulse.believedAt });
  const seen: DeviceState = { core: { ...core, services: judged.services }, pulse };
  const gap = gapAfterReading(seen, reading.startedAt, rules);
  const contact = contactGood(prev.core.contact, {
    startedAt: reading.startedAt,
    now: rules.now,
    holdsNoData: gap.gap?.isAlarmed === true,
  });
  return {
    state: { core: { ...seen.core, gap: gap.gap, contact: contact.contact }, pulse },
    events: [...believed.events, ...contact.events, ...gap.events, ...judged.events],
    factChanges: merged.changes,
    disbelieved: null,
  };
}

function applyFailure(
  prev: DeviceState,
  reading: Reading,
  { failure, mark }: { readonly failure: Failure; readonly mark: FreshnessMark | null },
  rules: StepRules,
): Part {
  const contact = contactBad(prev.core.contact, prev.pulse.failures, failure, rules);
  // What the device asks for is granted up to the no-data time: a Retry-After of a day must not silence the watch.
  const askedMs = reading.kind === 'unreadable' ? reading.retryAfterMs : undefined;
  const waitMs = askedMs === undefined ? null : Math.min(askedMs, rules.policy.noData.minMs);
  const pulse: DevicePulse = {
    ...appliedOf(prev.pulse, reading),
    failures: contact.failures,
    waitUntil: waitMs === null ? null : reading.endedAt + waitMs,
    ...(mark !== null && { volatile: mark.volatile, identicalAnswers: mark.identicalAnswers }),
  };
  return {
    state: { core: { ...prev.core, contact: contact.contact }, pulse },
    events: contact.events,
    factChanges: [],
    disbelieved: failure.why,
  };
}

function applyReading(prev: DeviceState, reading: Reading, rules: StepRules): Part {
  const untouched = { state: prev, events: [], factChanges: [] };
  if (isOutOfOrder(reading, prev.pulse)) return { ...untouched, disbelieved: 'out-of-order' };
  if (reading.kind === 'unreadable') {
    // A read that we broke off ourselves says nothing of the device.
    if (reading.why === 'cancelled') return { ...untouched, disbelieved: 'cancelled' };
    if (reading.why === 'not-readable' && rules.ctx.readability === 'checklist')
      return applyReached(prev, reading, rules);
    return applyFailure(prev, reading, { failure: reading, mark: null }, rules);
  }
  const belief = believe(prev, reading, rules.ctx, rules);
  if (belief.isBelieved) return applySeen(prev, reading, belief, rules);
  const failure = { ...belief, startedAt: reading.startedAt };
  return applyFailure(prev, reading, { failure, mark: belief.mark }, rules);
}

/** A device that cannot be read by nature has answered: that is all there is to know of it, and no failure. */
function applyReached(prev: DeviceState, reading: Reading, rules: StepRules): Part {
  const contact = contactGood(prev.core.contact, {
    startedAt: reading.startedAt,
    now: rules.now,
    holdsNoData: false,
  });
  const pulse: DevicePulse = { ...appliedOf(prev.pulse, reading), failures: 0 };
  return {
    state: { core: { ...prev.core, contact: contact.contact }, pulse },
    events: contact.events,
    factChanges: [],
    disbelieved: 'not-readable',
  };
}

/** Everything whose time has come, after the input: evidence that has arrived counts before a deadline does. */
function applyDeadlines(part: Part, input: StepInput, rules: StepRules): Part {
  const { core, pulse } = part.state;
  const services = breakOverdue(core.services, rules);
  const timedContact = contactTick(core.contact, pulse, rules);
  // Who has just accepted the credential is not held for those who refused it.
  const isAccepting = input.kind === 'seen' && part.disbelieved === null;
  const ofSet = isAccepting
    ? { contact: timedContact.contact, events: [] }
    : contactOfSet(timedContact.contact, rules);
  const contact = { contact: ofSet.contact, events: [...timedContact.events, ...ofSet.events] };
  const timed = { core: { ...core, services: services.services, contact: contact.contact }, pulse };
  const gap = gapTick(timed, rules);
  const filled = { core: { ...timed.core, gap: gap.gap }, pulse };
  const blind = blindStep(filled, rules);
  return {
    ...part,
    state: { core: { ...filled.core, blindSince: blind.blindSince }, pulse },
    events: [...part.events, ...services.events, ...contact.events, ...gap.events, ...blind.events],
  };
}

const isOtherBox = (event: DeviceEvent): boolean =>
  event.type === 'device.failed-over' || event.type === 'device.firmware-changed';

/** Another unit or another firmware answers: what only full reads tell is no longer known to hold. */
function fullAfterSwap(part: Part, input: StepInput, now: number): NextRead | null {
  const isPulse = input.kind === 'seen' && input.scope === 'pulse';
  return isPulse && part.events.some(isOtherBox) ? { at: now, scope: 'full', why: 'due' } : null;
}

/**
 * One device, one input: the decision core of DESIGN 4. Pure; every deadline lies in the state, so that a process
 * killed at any point goes on from what is stored.
 * Shape   `next.core` is the same reference as before when nothing in it changed (the store then writes the pulse only).
 *         A reading that began no later than the last applied one leaves the state as it is.
 * Units   `now` epoch ms of the database's clock.
 * Errors  none thrown; a reading that is no observation comes back as `disbelieved` with its reason.
 */
export function step(prev: DeviceState, input: StepInput, rules: StepRules): Step {
  const { ctx, policy, now } = rules;
  const rebased = rebaseServices(prev, rules);
  const based: DeviceState = { ...prev, core: { ...prev.core, services: rebased.services } };
  const read: Part =
    input.kind === 'tick'
      ? { state: based, events: [], factChanges: [], disbelieved: null }
      : applyReading(based, input, rules);
  const part = applyDeadlines({ ...read, events: [...rebased.events, ...read.events] }, input, rules);
  const next: DeviceState = {
    core: keepIfSame(prev.core, part.state.core),
    pulse: keepIfSame(prev.pulse, part.state.pulse),
  };
  return {
    next,
    events: part.events,
    factChanges: part.factChanges,
    nextRead: nextReadOf(next, rules) ?? fullAfterSwap(part, input, now),
    holdUntil: holdOf(next, ctx, policy),
    wakeAt: wakeAtOf(next, ctx, policy),
    shown: shownOf(next, ctx, policy, now),
    disbelieved: part.disbelieved,
  };
}
