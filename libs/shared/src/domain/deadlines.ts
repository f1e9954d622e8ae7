import type { DeviceState } from './device-state.js';
import { fullPeriodMs } from './facts-merge.js';
import type { Policy } from './policy.js';
import type { UnreadableReason } from './reading.js';
import { isHeld } from './verdict.js';

/** Reasons that mean nobody answered at all: re-read at once, alarm sooner. */
const UNREACHABLE: ReadonlySet<UnreadableReason> = new Set(['refused', 'timeout', 'unreachable', 'dns']);

export const isAnySuspect = (state: DeviceState): boolean =>
  Object.values(state.core.services).some((service) => service.phase === 'suspect');

/** 95th percentile (nearest rank) of durations in ms; 0 without any. */
export function p95(durationsMs: readonly number[]): number {
  const sorted = [...durationsMs].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}

/**
 * When a suspicion that nobody could verify becomes an alarm.
 * Units   `signedOutAt` epoch ms (end of the suspect reading), durations ms. `readMs` is how long the suspect reading
 *         itself took: one that only a full read can confirm is given the time of a full read.
 */
export function suspectDeadline(
  read: { readonly signedOutAt: number; readonly readMs: number; readonly pulseMs: readonly number[] },
  policy: Policy,
): number {
  const { minMs, baseMs, pulses, maxMs } = policy.suspect;
  const slowest = Math.max(p95(read.pulseMs), read.readMs);
  return read.signedOutAt + Math.min(maxMs, Math.max(minMs, baseMs + pulses * slowest));
}

/**
 * When a device that cannot be read alarms.
 * Units   `failingSince` epoch ms, start of the first failed read since the last believed one; `intervalMs` ms.
 */
export function noDataDeadline(
  failing: { readonly since: number; readonly why: UnreadableReason | null; readonly intervalMs: number },
  policy: Policy,
): number {
  const { minMs, intervals, graceMs, unreachableMs } = policy.noData;
  if (failing.why !== null && UNREACHABLE.has(failing.why)) return failing.since + unreachableMs;
  return failing.since + Math.max(minMs, intervals * failing.intervalMs + graceMs);
}

/** Until when a believed reading may be shown, epoch ms; null before the first. */
export function shownUntil(state: DeviceState, intervalMs: number, policy: Policy): number | null {
  const { believedAt } = state.pulse;
  return believedAt === null ? null : believedAt + policy.shown.intervals * intervalMs + policy.shown.graceMs;
}

/** A licence date passed after the last full read: the box may hold a new one that only a full read tells. */
function hasPassedDate(state: DeviceState, now: number): boolean {
  const { fullAt } = state.pulse;
  if (fullAt === null) return false;
  return Object.values(state.core.facts).some(({ licence }) => {
    const endAt = licence?.expiresAt;
    return endAt !== undefined && isHeld(licence?.value) && endAt > fullAt && endAt <= now;
  });
}

/** A number from 0 to 1 that stays with a device: its serial number, hashed; 0 while it has told none. */
function shareOf(state: DeviceState): number {
  const serial = state.core.identity?.serial ?? '';
  if (serial === '') return 0;
  let hash = 0x811c9dc5;
  for (let at = 0; at < serial.length; at += 1) hash = Math.imul(hash ^ serial.charCodeAt(at), 0x01000193);
  // FNV-1a leaves serials that differ in the last digit close together; this spreads them (finalizer of MurmurHash3).
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Devices enrolled together would be read whole together for ever: each has a period of its own, somewhat shorter. */
const ownFullPeriodMs = (state: DeviceState, intervalMs: number, policy: Policy): number =>
  fullPeriodMs(intervalMs, policy) * (1 - policy.fullRead.spread * shareOf(state));

/**
 * Whether the next regular read should be a full one. Never while a service is suspected: the lane belongs to the
 * confirmation. A full read that failed is tried again after a fraction of the period, so that the facts only it
 * tells get several tries before they are too old.
 */
export function needsFull(state: DeviceState, now: number, intervalMs: number, policy: Policy): boolean {
  if (isAnySuspect(state)) return false;
  const { fullAt, fullTriedAt } = state.pulse;
  const periodMs = ownFullPeriodMs(state, intervalMs, policy);
  const hasFailed = fullTriedAt !== null && fullTriedAt !== fullAt;
  if (hasFailed && now - fullTriedAt < periodMs / policy.fullRead.agePeriods) return false;
  return fullAt === null || now - fullAt >= periodMs || hasPassedDate(state, now);
}
