import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { localTime, ms } from '../../../words/time-text.js';

export interface GrowthPoint {
  readonly at: number;
  readonly devices: number;
  readonly customers: number;
}
export interface GrowthMark {
  readonly at: number;
  /** Words left of the line. */
  readonly isLeft: boolean;
  readonly text: string;
}

/** Steps from a little before the first loss to now (or the end), so that the rise can be seen. */
export function growthPoints(detail: IncidentDetail, now: number): GrowthPoint[] {
  const { incident } = detail;
  const to = incident.closedAt === null ? now : ms(incident.closedAt);
  const points = detail.growth.map((point) => ({ ...point, at: ms(point.at) })).sort((a, b) => a.at - b.at);
  const first = points[0]?.at ?? ms(incident.since);
  const lead = Math.max(60_000, (to - first) * 0.12);
  const last = points.at(-1);
  return [
    { at: first - lead, devices: 0, customers: 0 },
    ...points,
    { at: Math.max(to, last?.at ?? to), devices: last?.devices ?? 0, customers: last?.customers ?? 0 },
  ];
}

/** Words of a mark are about this share of the plot wide. */
const WORDS = 0.16;

/** Opened, acknowledged, first told; words stand left or right of their line, and what would still collide is dropped. */
export function growthMarks(detail: IncidentDetail, from: number, to: number): GrowthMark[] {
  const { incident, deliveries } = detail;
  const told = deliveries
    .flatMap((delivery) => (delivery.deliveredAt === null ? [] : [ms(delivery.deliveredAt)]))
    .sort((a, b) => a - b)[0];
  const share = (at: number): number => (at - from) / (to - from);
  const wanted = [
    { at: ms(incident.openedAt), text: 'opened' },
    ...(incident.ack ? [{ at: ms(incident.ack.at), text: `${incident.ack.by} acknowledged` }] : []),
    ...(told === undefined ? [] : [{ at: told, text: 'first notice delivered' }]),
  ].filter((mark) => mark.at >= from && mark.at <= to);
  const kept: GrowthMark[] = [];
  for (const mark of wanted) {
    const at = share(mark.at);
    const isFirstOfMany = kept.length === 0 && wanted.length > 1 && at > 0.09;
    const isLeft = isFirstOfMany || at > 0.6;
    const isFree = kept.every((other) => {
      const apart = at - share(other.at);
      return other.isLeft && !isLeft ? apart > 0.01 : Math.abs(apart) > WORDS * 1.6;
    });
    if (isFree) kept.push({ ...mark, isLeft });
  }
  return kept.sort((a, b) => a.at - b.at);
}

/** Round numbers for at most three grid lines up to the top of the plot. */
export function gridLines(most: number): number[] {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
  const step = steps.find((one) => most / one <= 3.2) ?? 10_000;
  return [1, 2, 3].map((times) => times * step).filter((value) => value <= most * 1.15 || value === step);
}

/** "7 in the first minute, 14 after 26 min": how fast it grew. */
export function growthNote(points: readonly GrowthPoint[]): string {
  const first = points.find((point) => point.devices > 0);
  const last = points.at(-1);
  if (!first || !last || last.devices <= 1) return '';
  const early = points.findLast((point) => point.at <= first.at + 60_000)?.devices ?? first.devices;
  return `${early} in the first minute, ${Math.max(...points.map((point) => point.devices))} at most`;
}

const second = (point: GrowthPoint | undefined): number => Math.floor((point?.at ?? 0) / 1_000);

/** Newest first; of those within one second only the last, where it ended. */
export const growthRows = (points: readonly GrowthPoint[]): string[][] =>
  points
    .filter((point, index) => second(point) !== second(points[index + 1]))
    .map((point) => [localTime.clock(point.at), String(point.devices), String(point.customers)])
    .reverse();
