import type { DeviceEvent } from './events.js';
import type { CohortKey, IncidentKind, Severity } from './incident.js';
import type { Service } from './service.js';
import type { TurnFamily, Verdict, VerdictReason } from './verdict-words.js';
import { isBad } from './verdict-words.js';

/** One service that a device was confirmed to have lost. Instants epoch ms. */
export interface LostService {
  readonly service: Service;
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  readonly turn: TurnFamily | null;
  readonly since: number;
  readonly notBefore: number | null;
  readonly confirmedBy: Extract<DeviceEvent, { type: 'service.changed' }>['confirmedBy'];
  /** The vendor's words. */
  readonly raw: string;
}

export interface LostDevice {
  readonly deviceId: string;
  readonly lost: readonly LostService[];
}

/** An incident as the core sees it: open, with the members that have not left. */
export interface OpenIncident {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly cohort: CohortKey | null;
  readonly turn: TurnFamily | null;
  /** When it is about one device. */
  readonly deviceId: string | null;
  readonly siteId: string | null;
  readonly severity: Severity;
  /** Where its wave began, epoch ms. */
  readonly waveAt: number;
  /** While its device flaps it does not close. */
  readonly heldUntil: number | null;
  readonly members: readonly LostDevice[];
}

/** Confirmed by reading, not by silence: what may count towards a fleet incident. */
export const isProven = (lost: LostService): boolean => lost.confirmedBy !== 'silence';

/** Critical as soon as one service is exposed or blocking; weakened alone is a warning. */
export function severityOf(members: readonly LostDevice[]): Severity {
  const anyBad = members.some((member) => member.lost.some((lost) => isBad(lost.verdict)));
  return anyBad ? 'critical' : 'warning';
}

/** Earliest first bad reading, epoch ms. */
export function sinceOf(lost: readonly LostService[]): number {
  return Math.min(...lost.map((one) => one.since));
}

/** Latest good reading before the earliest loss; null when none was seen. */
export function notBeforeOf(lost: readonly LostService[]): number | null {
  const first = [...lost].sort((a, b) => a.since - b.since)[0];
  return first?.notBefore ?? null;
}

/** What a confirmed change makes of a device's lost services; the same list when it says nothing new. */
export function applyChange(
  lost: readonly LostService[],
  event: Extract<DeviceEvent, { type: 'service.changed' }>,
): readonly LostService[] {
  const rest = lost.filter((one) => one.service !== event.service);
  const { verdict, reason } = event.to;
  // No data is not OK: what cannot be told keeps what was believed lost.
  if (verdict === 'unknown') return lost;
  if (!isBad(verdict) && verdict !== 'weakened') return rest.length === lost.length ? lost : rest;
  const before = lost.find((one) => one.service === event.service);
  const next: LostService = {
    service: event.service,
    verdict,
    reason,
    turn: event.turn,
    // Still not protecting, for another reason: it began when the first reason did.
    since: before && isBad(before.verdict) === isBad(verdict) ? before.since : event.since,
    notBefore: before ? before.notBefore : event.notBefore,
    confirmedBy: event.confirmedBy,
    raw: event.raw,
  };
  return [...rest, next];
}
