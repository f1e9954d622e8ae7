import { proposeExpectation } from './baseline.js';
import { suspectDeadline } from './deadlines.js';
import type { DeviceCore, DeviceState, ServiceState, StepContext, StepRules } from './device-state.js';
import type { DeviceEvent } from './events.js';
import type { Expectation, ServiceFacts } from './fact.js';
import { currentFacts } from './facts-merge.js';
import type { SeenReading } from './reading.js';
import { NEVER_JUDGED, breakSilence, rebase, stepService } from './service-step.js';
import { calm } from './service-settle.js';
import { SERVICES } from './service.js';
import type { Service } from './service.js';
import { FACT_KINDS, decidingFact, isCorroborated, isHeld, judge, turnFamily } from './verdict.js';
import type { Judgement } from './verdict-words.js';

/** All services of a device after a step. */
export interface ServicesStep {
  readonly services: DeviceCore['services'];
  readonly events: readonly DeviceEvent[];
}

/**
 * What is expected of a service. Where no baseline says so, the first believed facts propose it once; a service that
 * was never had and is licensed later counts as expected from then on, so that its loss is one.
 */
function expectationOf(
  service: Service,
  own: ServiceState,
  facts: ServiceFacts,
  ctx: StepContext,
): Expectation {
  const decided = ctx.baseline[service];
  if (decided !== undefined) return decided;
  const profile = ctx.profile[service];
  if (own.expectation === null) {
    return (profile === undefined ? null : proposeExpectation(facts, profile)) ?? 'on';
  }
  return own.expectation === 'never' && isHeld(facts.licence?.value) ? 'on' : own.expectation;
}

const rawOf = (facts: ServiceFacts, judged: Judgement): string => {
  const kind = decidingFact(judged.reason) ?? 'licence';
  return facts[kind]?.raw ?? '';
};

/** The last end that was told while the licence held; kept through its loss. */
function withLicenceEnd(own: ServiceState, facts: ServiceFacts): ServiceState {
  const endAt = facts.licence?.expiresAt;
  const isTold = endAt !== undefined && isHeld(facts.licence?.value);
  return isTold && endAt !== own.believedEndAt ? { ...own, believedEndAt: endAt } : own;
}

interface ReadingRules extends StepRules {
  /** Start of the last believed reading before this one. */
  readonly previousAt: number | null;
}

function stepOne(state: DeviceState, service: Service, reading: SeenReading, rules: ReadingRules) {
  const { ctx, policy, now } = rules;
  const profile = ctx.profile[service];
  if (profile === undefined) return null;
  const facts = currentFacts(state, service, { intervalMs: ctx.intervalMs, policy, now });
  const seen = reading.facts[service] ?? {};
  const before = state.core.services[service] ?? NEVER_JUDGED;
  const expectation = expectationOf(service, before, facts, ctx);
  const own = withLicenceEnd({ ...before, expectation }, facts);
  const judged = judge(facts, profile, expectation, { now, believedEndAt: own.believedEndAt });
  const turn = turnFamily(judged.reason);
  const isTurnOpen = turn !== null && ctx.openTurns.includes(turn);
  const readMs = reading.endedAt - reading.startedAt;
  return stepService(own, {
    service,
    judged,
    told: FACT_KINDS.filter((kind) => (seen[kind]?.value ?? 'unknown') !== 'unknown'),
    isCorroborated: isTurnOpen || isCorroborated(seen, profile, judged.verdict, now),
    raw: rawOf(facts, judged),
    startedAt: reading.startedAt,
    endedAt: reading.endedAt,
    previousAt: rules.previousAt,
    deadlineAt: suspectDeadline(
      { signedOutAt: reading.endedAt, readMs, pulseMs: state.pulse.pulseMs },
      policy,
    ),
    now,
    policy,
  });
}

/** A believed reading, merged into `state` already, applied to every service of the profile. */
export function stepServices(state: DeviceState, reading: SeenReading, rules: ReadingRules): ServicesStep {
  const services: Partial<Record<Service, ServiceState>> = {};
  const events: DeviceEvent[] = [];
  for (const service of SERVICES) {
    const stepped = stepOne(state, service, reading, rules);
    if (stepped === null) continue;
    services[service] = stepped.next;
    events.push(...stepped.events);
  }
  return { services, events };
}

/** A person's change of the baseline, applied to the facts as they are kept. */
export function rebaseServices(state: DeviceState, rules: StepRules): ServicesStep {
  const { ctx, policy, now } = rules;
  const services: Partial<Record<Service, ServiceState>> = { ...state.core.services };
  const events: DeviceEvent[] = [];
  for (const service of SERVICES) {
    const own = services[service];
    const profile = ctx.profile[service];
    const expectation = ctx.baseline[service];
    if (own === undefined || profile === undefined || expectation === undefined) continue;
    if (own.expectation === expectation) continue;
    const facts = currentFacts(state, service, { intervalMs: ctx.intervalMs, policy, now });
    const rejudged = judge(facts, profile, expectation, { now, believedEndAt: own.believedEndAt });
    const stepped = rebase(own, {
      service,
      expectation,
      rejudged,
      raw: rawOf(facts, rejudged),
      now,
      policy,
    });
    services[service] = stepped.next;
    events.push(...stepped.events);
  }
  return { services, events };
}

/** Suspicions whose deadline has come, and flapping that has ended. */
export function breakOverdue(services: DeviceCore['services'], rules: StepRules): ServicesStep {
  const next: Partial<Record<Service, ServiceState>> = {};
  const events: DeviceEvent[] = [];
  for (const service of SERVICES) {
    const own = services[service];
    if (own === undefined) continue;
    const isOverdue = own.suspect !== null && rules.now >= own.suspect.deadlineAt;
    const stepped = isOverdue
      ? breakSilence(own, { service, now: rules.now, policy: rules.policy })
      : { next: own, events: [] };
    next[service] = calm(stepped.next, rules.policy, rules.now);
    events.push(...stepped.events);
  }
  return { services: next, events };
}
