import { noDataDeadline } from './deadlines.js';
import type { DeviceCore, DeviceState, StepContext, StepRules } from './device-state.js';
import type { DeviceEvent } from './events.js';
import type { FactKind, ServiceFacts } from './fact.js';
import { currentFacts, fullPeriodMs } from './facts-merge.js';
import type { Policy } from './policy.js';
import { SERVICES, SERVICE_WORDS } from './service.js';
import type { Service } from './service.js';
import { judge, shapeFacts, unknownFacts } from './verdict.js';

type Gap = NonNullable<DeviceCore['gap']>;

interface GapStep {
  readonly gap: DeviceCore['gap'];
  readonly events: readonly DeviceEvent[];
}

interface Missing {
  readonly service: Service;
  readonly facts: readonly FactKind[];
  readonly isInPulse: boolean;
}

function missingIn(state: DeviceState, service: Service, rules: StepRules): Missing | null {
  const profile = rules.ctx.profile[service];
  if (profile === undefined || rules.ctx.baseline[service] !== 'on') return null;
  const limits = { ...rules, intervalMs: rules.ctx.intervalMs };
  const facts: ServiceFacts = currentFacts(state, service, limits);
  if (judge(facts, profile, 'on', { now: rules.now }).verdict !== 'unknown') return null;
  const unknown = unknownFacts(shapeFacts(facts, profile, rules.now), profile);
  const scopes = state.core.factScopes[service];
  return { service, facts: unknown, isInPulse: unknown.some((kind) => scopes?.[kind] === 'pulse') };
}

const missingNow = (state: DeviceState, rules: StepRules): readonly Missing[] =>
  SERVICES.flatMap((service) => missingIn(state, service, rules) ?? []);

/** After a believed reading: which services that should protect could not be judged from it. */
export function gapAfterReading(state: DeviceState, startedAt: number, rules: StepRules): GapStep {
  const prev = state.core.gap;
  const missing = missingNow(state, rules);
  if (missing.length > 0) {
    const gap: Gap = {
      since: prev?.since ?? startedAt,
      services: missing.map(({ service }) => service),
      scope: missing.some(({ isInPulse }) => isInPulse) ? 'pulse' : 'full',
      isAlarmed: prev?.isAlarmed ?? false,
    };
    return { gap, events: [] };
  }
  // One no-data incident per device: when the contact alarmed too, its own end speaks for both.
  if (prev?.isAlarmed !== true || state.core.contact.alarms.includes('no-data'))
    return { gap: null, events: [] };
  return { gap: null, events: [{ type: 'device.answers-again', at: rules.now, firstFailedAt: prev.since }] };
}

/** When an unjudged service alarms, epoch ms; what only full reads tell is measured in full-read periods. */
export function gapDeadline(gap: DeviceCore['gap'], ctx: StepContext, policy: Policy): number | null {
  if (gap === null || gap.isAlarmed) return null;
  const intervalMs = gap.scope === 'full' ? fullPeriodMs(ctx.intervalMs, policy) : ctx.intervalMs;
  return noDataDeadline({ since: gap.since, why: 'partial', intervalMs }, policy);
}

/** The alarm of a device that answers without saying what must be known. */
export function gapTick(state: DeviceState, rules: StepRules): GapStep {
  const { gap } = state.core;
  const dueAt = gapDeadline(gap, rules.ctx, rules.policy);
  if (gap === null || dueAt === null || rules.now < dueAt) return { gap, events: [] };
  const detail = missingNow(state, rules)
    .map(({ service, facts }) => `${SERVICE_WORDS[service].name}: ${facts.join(', ')} not told`)
    .join('; ');
  const event: DeviceEvent = {
    type: 'device.no-data',
    at: rules.now,
    why: 'partial',
    detail,
    firstFailedAt: gap.since,
    lastGoodAt: state.pulse.believedAt,
  };
  return { gap: { ...gap, isAlarmed: true }, events: [event] };
}
