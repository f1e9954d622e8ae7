import type { ServiceState } from './device-state.js';
import type { DeviceEvent } from './events.js';
import type { Policy } from './policy.js';
import { rankOf } from './service-rank.js';
import type { Service } from './service.js';
import { decidingFact, turnFamily } from './verdict.js';
import type { Judgement, TurnFamily } from './verdict-words.js';

export interface ServiceStep {
  readonly next: ServiceState;
  readonly events: readonly DeviceEvent[];
}

/** A decided change of what is believed. Instants epoch ms. */
export interface Settlement {
  readonly service: Service;
  readonly to: Judgement;
  /** Absent = follows from the reason. */
  readonly turn?: TurnFamily | null;
  readonly confirmedBy: Extract<DeviceEvent, { type: 'service.changed' }>['confirmedBy'];
  readonly since: number;
  readonly notBefore: number | null;
  readonly raw: string;
  readonly now: number;
  readonly policy: Policy;
}

const CONFIRMED: ReadonlySet<Settlement['confirmedBy']> = new Set([
  'corroborated',
  'repeat',
  'silence',
  'recovery',
]);

interface Marks {
  readonly changesAt: readonly number[];
  readonly isFlapping: boolean;
  readonly events: readonly DeviceEvent[];
}

/** Only confirmed turns between well and not well count; what a person decided or a first look do not. */
function countChange(prev: ServiceState, by: Settlement): Marks {
  const kept = { changesAt: prev.changesAt, isFlapping: prev.isFlapping, events: [] };
  const isTurn = rankOf(prev.believed) !== rankOf(by.to) && prev.believed !== null;
  if (!CONFIRMED.has(by.confirmedBy) || !isTurn) return kept;
  const { windowMs, transitions } = by.policy.flapping;
  const changesAt = [...prev.changesAt.filter((at) => by.now - at < windowMs), by.now];
  if (prev.isFlapping || changesAt.length < transitions) return { ...kept, changesAt };
  const event: DeviceEvent = {
    type: 'service.flapping',
    at: by.now,
    service: by.service,
    changes: changesAt.length,
  };
  return { changesAt, isFlapping: true, events: [event] };
}

/** The one place where `believed` changes. */
export function settle(prev: ServiceState, by: Settlement): ServiceStep {
  const marks = countChange(prev, by);
  const isUnverified = by.to.reason === 'suspected-unverified';
  const next: ServiceState = {
    ...prev,
    believed: by.to,
    since: by.since,
    phase: 'steady',
    suspect: null,
    recovery: null,
    unknownSince: by.to.verdict === 'unknown' ? by.now : null,
    problemFact: isUnverified ? prev.problemFact : decidingFact(by.to.reason),
    changesAt: marks.changesAt,
    isFlapping: marks.isFlapping,
  };
  const changed: DeviceEvent = {
    type: 'service.changed',
    at: by.now,
    service: by.service,
    from: prev.believed,
    to: by.to,
    turn: by.turn === undefined ? turnFamily(by.to.reason) : by.turn,
    since: by.since,
    notBefore: by.notBefore,
    confirmedBy: by.confirmedBy,
    raw: by.raw,
  };
  return { next, events: [changed, ...marks.events] };
}

/** Flapping ends after its quiet time. */
export function calm(prev: ServiceState, policy: Policy, now: number): ServiceState {
  const last = prev.changesAt.at(-1);
  const isOver = last === undefined || now - last >= policy.flapping.clearAfterMs;
  return prev.isFlapping && isOver ? { ...prev, isFlapping: false } : prev;
}

/** Glitches inside the window at `now`; from `policy.glitch.unstableFrom` the screen marks the service unstable. */
export function isUnstable(state: ServiceState, policy: Policy, now: number): boolean {
  const recent = state.glitchesAt.filter((at) => now - at < policy.glitch.windowMs);
  return recent.length >= policy.glitch.unstableFrom;
}
