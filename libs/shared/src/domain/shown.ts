import { shownUntil } from './deadlines.js';
import type { DeviceCore, DeviceState, Shown, StepContext, StepRules } from './device-state.js';
import type { DeviceEvent } from './events.js';
import { currentFacts } from './facts-merge.js';
import type { Policy } from './policy.js';
import { rankOf } from './service-rank.js';
import { SERVICES } from './service.js';
import type { Service } from './service.js';
import { judge, shapeFacts, unknownFacts, worst } from './verdict.js';
import type { Judgement } from './verdict-words.js';

const NOT_WATCHED: ReadonlySet<Judgement['verdict']> = new Set(['off-by-policy', 'not-applicable']);

/** Since when nothing may be shown (epoch ms), or null while the last believed reading is young enough. */
function blindFrom(state: DeviceState, rules: StepRules): number | null {
  const until = shownUntil(state, rules.ctx.intervalMs, rules.policy);
  if (until === null || rules.now >= until) return until ?? rules.now;
  return state.core.contact.alarms.includes('no-data') ? rules.now : null;
}

/**
 * What of a service is not known at `now`; null when every required fact is told. A fact that is bad but not yet
 * confirmed does not hide that another one is missing: the last good verdict may then not be shown.
 */
function notKnown(state: DeviceState, service: Service, rules: StepRules): Judgement | null {
  const profile = rules.ctx.profile[service];
  if (profile === undefined) return null;
  const own = state.core.services[service];
  const facts = currentFacts(state, service, { ...rules, intervalMs: rules.ctx.intervalMs });
  const expectation = rules.ctx.baseline[service] ?? own?.expectation ?? 'on';
  const live = judge(facts, profile, expectation, { now: rules.now });
  if (live.verdict === 'unknown') return live;
  const missing = unknownFacts(shapeFacts(facts, profile, rules.now), profile)[0];
  return rankOf(live) <= 1 || missing === undefined
    ? null
    : { verdict: 'unknown', reason: `${missing}-unknown` };
}

function shownOfService(state: DeviceState, service: Service, rules: StepRules, isBlind: boolean): Judgement {
  const own = state.core.services[service];
  const believed = own?.believed ?? null;
  if (rules.ctx.baseline[service] === 'off') return { verdict: 'off-by-policy', reason: 'off-by-policy' };
  if (isBlind) {
    if (believed?.verdict === 'not-applicable') return believed;
    if (rules.ctx.readability === 'checklist') return { verdict: 'unknown', reason: 'not-readable' };
    return {
      verdict: 'unknown',
      reason: state.pulse.believedAt === null ? 'never-read' : 'no-believable-answer',
    };
  }
  if (believed === null && own?.suspect) return own.suspect.to;
  const unknown = notKnown(state, service, rules);
  if (believed === null) return unknown ?? { verdict: 'unknown', reason: 'never-read' };
  if (unknown === null) return believed;
  if (rankOf(believed) <= 1) return unknown;
  // A loss is not taken back because a later answer was silent on it; it greys at the age of any other sight.
  const { intervals, graceMs } = rules.policy.shown;
  const limitMs = intervals * rules.ctx.intervalMs + graceMs;
  const since = own?.unknownSince ?? rules.now;
  return rules.now - since >= limitMs ? unknown : believed;
}

/**
 * What screens, counts, API and metrics say at `now`: the believed verdicts while they are young and no no-data alarm
 * is open, afterwards unknown. Never green on an unknown required fact.
 * Units   `now` and `until` epoch ms; `until` null = already aged or never read.
 */
export function shownOf(state: DeviceState, ctx: StepContext, policy: Policy, now: number): Shown {
  const rules = { ctx, policy, now };
  const isBlind = blindFrom(state, rules) !== null;
  const services: Partial<Record<Service, Judgement>> = {};
  for (const service of SERVICES) {
    if (ctx.profile[service] !== undefined)
      services[service] = shownOfService(state, service, rules, isBlind);
  }
  const all = Object.values(services);
  const watched = all.filter(({ verdict }) => !NOT_WATCHED.has(verdict));
  return {
    services,
    worst: worst(watched.length > 0 ? watched : all),
    isSuspected: Object.values(state.core.services).some(({ phase }) => phase === 'suspect'),
    until: isBlind ? null : shownUntil(state, ctx.intervalMs, policy),
  };
}

/** The edges of being shown: told once each, never as loss or recovery. A device never read has nothing to lose from sight. */
export function blindStep(
  state: DeviceState,
  rules: StepRules,
): { readonly blindSince: DeviceCore['blindSince']; readonly events: readonly DeviceEvent[] } {
  const prev = state.core.blindSince;
  const at = rules.now;
  if (state.pulse.believedAt === null) return { blindSince: prev, events: [] };
  const from = blindFrom(state, rules);
  if (from !== null && prev === null) {
    const why = state.core.contact.why ?? 'never-read';
    return {
      blindSince: from,
      events: [{ type: 'device.went-blind', at, why, lastGoodAt: state.pulse.believedAt }],
    };
  }
  if (from === null && prev !== null) {
    return { blindSince: null, events: [{ type: 'device.seen-again', at, blindSince: prev }] };
  }
  return { blindSince: prev, events: [] };
}
