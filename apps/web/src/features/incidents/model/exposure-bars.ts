import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { ms } from '../../../words/time-text.js';

export type CustomerPart = IncidentDetail['customers'][number];
export type Member = CustomerPart['members'][number];

export interface Bar {
  readonly deviceId: string;
  readonly name: string;
  /** Per cent of the axis. */
  readonly left: number;
  readonly width: number;
  readonly isOver: boolean;
}

export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** Axis shared by every customer: from a little before the first loss to now or the end. */
export function spanOf(detail: IncidentDetail, now: number): TimeSpan {
  const to = detail.incident.closedAt === null ? now : ms(detail.incident.closedAt);
  const starts = detail.customers.flatMap((part) => part.members.map((member) => ms(member.since)));
  const first = Math.min(ms(detail.incident.since), ...starts);
  return { from: first - Math.max(30_000, (to - first) * 0.125), to: Math.max(to, first + 1_000) };
}

/** One bar per firewall, oldest first; a short one stays at least visible. */
export function barsOf(part: CustomerPart, { from, to }: TimeSpan): Bar[] {
  const share = (at: number): number => (Math.min(to, Math.max(from, at)) - from) / (to - from);
  return part.members
    .toSorted((a, b) => (a.since < b.since ? -1 : 1))
    .map((member) => {
      const left = share(ms(member.since)) * 100;
      const end = share(member.leftAt === null ? to : ms(member.leftAt)) * 100;
      return {
        deviceId: member.deviceId,
        name: member.deviceName,
        left: Math.min(left, 99.2),
        width: Math.max(0.8, end - left),
        isOver: member.leftAt !== null,
      };
    });
}
