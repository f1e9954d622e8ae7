import type { DeviceEvent } from './events.js';
import type { Service } from './service.js';
import { isBad } from './verdict-words.js';
import type { Judgement } from './verdict-words.js';

export type ExposureKind = 'exposed' | 'weakened';

/** Half-open stretch of time in epoch ms; `until` null = still open. */
export interface Interval {
  readonly from: number;
  readonly until: number | null;
}

/** A stretch in which one service that should protect did not. `notBefore` = last good reading before it. */
export interface Exposure extends Interval {
  readonly deviceId: string;
  readonly service: Service;
  readonly kind: ExposureKind;
  readonly notBefore: number | null;
}

export interface DeviceTransition {
  readonly deviceId: string;
  readonly change: Extract<DeviceEvent, { type: 'service.changed' }>;
}

/** What a transition does to the exposure of its service. */
export interface ExposureChange {
  /** Epoch ms at which the open exposure ends; null = none ends. */
  readonly endsAt: number | null;
  readonly begins: {
    readonly kind: ExposureKind;
    readonly from: number;
    readonly notBefore: number | null;
  } | null;
}

/** Exposed and blocking are one kind: the service that should protect does not. */
export function exposureKind(judgement: Judgement | null): ExposureKind | null {
  if (judgement === null) return null;
  if (isBad(judgement.verdict)) return 'exposed';
  return judgement.verdict === 'weakened' ? 'weakened' : null;
}

/** From the first bad reading to the first good one of the confirmed recovery; a change within one kind moves nothing. */
export function exposureChange(change: DeviceTransition['change']): ExposureChange {
  const before = exposureKind(change.from);
  const after = exposureKind(change.to);
  if (before === after) return { endsAt: null, begins: null };
  return {
    endsAt: before === null ? null : change.since,
    begins: after === null ? null : { kind: after, from: change.since, notBefore: change.notBefore },
  };
}

/** Exposures of any number of devices from their transitions in order of decision. */
export function exposuresOf(transitions: readonly DeviceTransition[]): readonly Exposure[] {
  const open = new Map<string, Exposure>();
  const closed: Exposure[] = [];
  for (const { deviceId, change } of transitions) {
    const key = `${deviceId}/${change.service}`;
    const { endsAt, begins } = exposureChange(change);
    const current = open.get(key);
    if (current !== undefined && endsAt !== null) {
      closed.push({ ...current, until: endsAt });
      open.delete(key);
    }
    if (begins !== null) open.set(key, { deviceId, service: change.service, until: null, ...begins });
  }
  return [...closed, ...open.values()].sort((a, b) => a.from - b.from);
}

/** Stretches in which a device was not shown, from its `device.went-blind` / `device.seen-again` events in order. */
export function blindIntervals(events: readonly DeviceEvent[]): readonly Interval[] {
  const intervals: Interval[] = [];
  let from: number | null = null;
  for (const event of events) {
    if (event.type === 'device.went-blind') from ??= event.at;
    if (event.type === 'device.seen-again' && from !== null) {
      // The device was out of sight since its age limit, which a late look dates later.
      intervals.push({ from: Math.min(from, event.blindSince), until: event.at });
      from = null;
    }
  }
  return from === null ? intervals : [...intervals, { from, until: null }];
}

/**
 * Length of the union in time, in minutes (not rounded): overlapping services and devices count once.
 * Units   `asOf` epoch ms: open stretches end there, nothing after it counts.
 */
export function unionMinutes(intervals: readonly Interval[], asOf: number): number {
  const ordered = intervals
    .map(({ from, until }) => ({ from, until: Math.min(until ?? asOf, asOf) }))
    .filter(({ from, until }) => until > from)
    .sort((a, b) => a.from - b.from);
  let totalMs = 0;
  let coveredUntil = Number.NEGATIVE_INFINITY;
  for (const { from, until } of ordered) {
    totalMs += Math.max(0, until - Math.max(from, coveredUntil));
    coveredUntil = Math.max(coveredUntil, until);
  }
  return totalMs / 60_000;
}

/** One customer's minutes: exposed, weakened and blind apart, never mixed. */
export function exposureMinutes(
  exposures: readonly Exposure[],
  blind: readonly Interval[],
  asOf: number,
): { readonly exposed: number; readonly weakened: number; readonly blind: number } {
  const of = (kind: ExposureKind): number =>
    unionMinutes(
      exposures.filter((exposure) => exposure.kind === kind),
      asOf,
    );
  return { exposed: of('exposed'), weakened: of('weakened'), blind: unionMinutes(blind, asOf) };
}
