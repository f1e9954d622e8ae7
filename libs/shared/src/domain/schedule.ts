import { needsFull, shownUntil } from './deadlines.js';
import { contactDeadline, isNowAccepted } from './contact-step.js';
import type { DeviceState, NextRead, ServiceState, StepContext, StepRules } from './device-state.js';
import { gapDeadline } from './gap-step.js';
import type { Policy } from './policy.js';
import type { ReadScope, UnreadableReason } from './reading.js';
import { SERVICES } from './service.js';
import type { Service } from './service.js';

/** No regular read until a person acts. */
export const UNTIL_A_PERSON_ACTS = Number.MAX_SAFE_INTEGER;

/** Reasons that a quick second look cannot mend and that cost a sign-in in the customer's log: the regular slot is soon enough. */
const NEEDS_A_PERSON: ReadonlySet<UnreadableReason> = new Set([
  'denied',
  'api-disabled',
  'password-change-required',
  'two-factor-required',
  'sign-in-not-supported',
  'no-api',
  'not-readable',
  'egress-denied',
  'credential-unavailable',
]);

/** Until when no regular read may start, epoch ms; null = no hold. Confirmations are not held. */
export function holdOf(state: DeviceState, ctx: StepContext, policy: Policy): number | null {
  const { contact } = state.core;
  if (contact.state === 'auth-failed') return UNTIL_A_PERSON_ACTS;
  if (contact.state === 'identity-mismatch') {
    return isNowAccepted(contact.met, ctx.accepted) ? null : UNTIL_A_PERSON_ACTS;
  }
  const retryAt = contact.state === 'busy' ? busyRetryAt(state, policy) : null;
  const holds = [retryAt, state.pulse.waitUntil].filter((at) => at !== null);
  return holds.length === 0 ? null : Math.max(...holds);
}

function busyRetryAt(state: DeviceState, policy: Policy): number | null {
  const afterMs = policy.busy.retryAfterMs[state.pulse.failures - 1];
  return afterMs === undefined || state.pulse.endedAt === null ? null : state.pulse.endedAt + afterMs;
}

const rereadMs = ({ ctx, policy }: Pick<StepRules, 'ctx' | 'policy'>): number =>
  Math.min(ctx.intervalMs, policy.noData.retryEveryMaxMs);

function failingRetryAt(state: DeviceState, { ctx, policy }: StepRules): number | null {
  const { why, failingSince } = state.core.contact;
  const { failures, endedAt } = state.pulse;
  if (failingSince === null || endedAt === null || why === null || NEEDS_A_PERSON.has(why)) return null;
  // Let go by its credential set without a try of its own: due at once, whenever the last read was.
  if (failures === 0) return failingSince;
  const { retryAfterMs } = policy.noData;
  const afterMs = retryAfterMs[failures - 1];
  if (afterMs === undefined) return endedAt + rereadMs({ ctx, policy });
  // Counted from the first failure; a read that itself took longer than the step still leaves one breath.
  return Math.max(failingSince + afterMs, endedAt + retryAfterMs[0]);
}

function contactRead(state: DeviceState, rules: StepRules): NextRead | null {
  const { contact } = state.core;
  const read = (at: number | null): NextRead | null =>
    at === null ? null : { at: Math.max(at, state.pulse.waitUntil ?? at), scope: 'pulse', why: 'due' };
  switch (contact.state) {
    case 'busy':
      return read(busyRetryAt(state, rules.policy));
    case 'failing':
    case 'no-data':
      return read(failingRetryAt(state, rules));
    case 'identity-mismatch':
      return isNowAccepted(contact.met, rules.ctx.accepted) ? read(rules.now) : null;
    case 'never':
    case 'reachable':
    case 'auth-failed':
      return null;
  }
}

/** The next look that a suspicion or a recovery wants; the kind of read that tells its deciding fact. */
function wishOf(state: DeviceState, service: Service, own: ServiceState, rules: StepRules): NextRead | null {
  const { policy } = rules;
  const { appliedAt, endedAt } = state.pulse;
  if (appliedAt === null || endedAt === null) return null;
  const told = own.problemFact === null ? undefined : state.core.factScopes[service]?.[own.problemFact];
  if (own.suspect !== null) {
    const { signedOutAt } = own.suspect;
    const planned = policy.confirm.afterMs.map((ms) => signedOutAt + ms).find((at) => at > appliedAt);
    return { at: planned ?? endedAt + policy.confirm.afterMs[0], scope: told ?? 'pulse', why: 'confirm' };
  }
  if (own.recovery !== null) {
    const { signedOutAt, confirmed } = own.recovery;
    const dueAt = signedOutAt + (policy.recovery.afterMs[confirmed] ?? 0);
    // A due look that came late or did not count is repeated at the pace of re-reads, not in a hurry: nothing is lost.
    const at = dueAt > appliedAt ? dueAt : endedAt + rereadMs(rules);
    const scope: ReadScope = own.unknownSince === null ? (told ?? 'pulse') : 'full';
    return { at, scope, why: 'confirm' };
  }
  return null;
}

function sooner(a: NextRead | null, b: NextRead | null): NextRead | null {
  if (a === null || b === null) return a ?? b;
  if (a.at !== b.at) return a.at < b.at ? a : b;
  return a.why === 'confirm' && (b.why !== 'confirm' || a.scope === 'full') ? a : b;
}

/** The read wanted before the next regular slot; null when the slot is soon enough or a person must act first. */
export function nextReadOf(state: DeviceState, rules: StepRules): NextRead | null {
  const { ctx, policy, now } = rules;
  if (holdOf(state, ctx, policy) === UNTIL_A_PERSON_ACTS) return null;
  let next = contactRead(state, rules);
  for (const service of SERVICES) {
    const own = state.core.services[service];
    if (own !== undefined) next = sooner(next, wishOf(state, service, own, rules));
  }
  const isWell = state.core.contact.state === 'reachable' && ctx.readability !== 'checklist';
  if (next === null && isWell && needsFull(state, now, ctx.intervalMs, policy)) {
    return { at: now, scope: 'full', why: 'due' };
  }
  return next === null ? null : { ...next, at: Math.max(next.at, now) };
}

/** The earliest stored deadline still to come, epoch ms; null = none. */
export function wakeAtOf(state: DeviceState, ctx: StepContext, policy: Policy): number | null {
  const deadlines = [
    ...Object.values(state.core.services).map(({ suspect }) => suspect?.deadlineAt ?? null),
    contactDeadline(state.core.contact, ctx.intervalMs, policy),
    gapDeadline(state.core.gap, ctx, policy),
    state.core.blindSince === null ? shownUntil(state, ctx.intervalMs, policy) : null,
  ].filter((at) => at !== null);
  return deadlines.length === 0 ? null : Math.min(...deadlines);
}
