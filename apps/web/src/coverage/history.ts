import type { Counts, FleetHistory } from '@firewatch/shared/wire/fleet';
import { ms } from '../words/time-text.js';

export const BANDS = ['exposed', 'blocking', 'unknown', 'weakened', 'protecting'] as const;
export type Band = (typeof BANDS)[number];

/** Numbers that hold from `at` (epoch ms) until the next step. */
export type Step = Readonly<Record<Band, number>> & { readonly at: number; readonly total: number };

const stepOf = (at: number, counts: Counts): Step => ({
  at,
  total: counts.total,
  exposed: counts.exposed,
  blocking: counts.blocking,
  unknown: counts.unknown,
  weakened: counts.weakened,
  protecting: counts.protecting,
});

const trouble = (step: Step): number => step.total - step.protecting;

/** Steps of a history up to `now`, ending with the numbers of now. */
export function stepsOf(history: FleetHistory, now: number, current: Counts): Step[] {
  const steps = history.points.map((point) => stepOf(ms(point.at), point)).filter((step) => step.at < now);
  return [...steps, stepOf(now, current)];
}

/** The part since `from`, with what held at `from` carried in. */
export function since(steps: readonly Step[], from: number): Step[] {
  const before = steps.findLast((step) => step.at <= from);
  const after = steps.filter((step) => step.at > from);
  return before ? [{ ...before, at: from }, ...after] : after;
}

/** Numbers that held at an instant; undefined before the history begins. */
export const heldAt = (steps: readonly Step[], at: number): Step | undefined =>
  steps.findLast((step) => step.at <= at);

/**
 * At most about `2 × parts` steps: of each slice of time the worst one and the last one stay, so that
 * a short loss never vanishes between two pixels.
 */
export function thin(steps: readonly Step[], parts: number): Step[] {
  const [first] = steps;
  const last = steps.at(-1);
  if (!first || !last || steps.length <= parts * 2) return [...steps];
  const width = Math.max(1, (last.at - first.at) / parts);
  const kept = new Map<number, { worst: Step; last: Step }>();
  for (const step of steps) {
    const part = Math.floor((step.at - first.at) / width);
    const seen = kept.get(part);
    if (!seen) kept.set(part, { worst: step, last: step });
    else kept.set(part, { worst: trouble(step) > trouble(seen.worst) ? step : seen.worst, last: step });
  }
  return [...kept.values()].flatMap(({ worst, last: end }) => (worst === end ? [end] : [worst, end]));
}

/** Least share of the height that a band with anything in it gets: 14 of 10,000 must not be invisible. */
const LEAST_SHARE = 0.015;

/** Heights to draw, 0–1 of the plot; protecting takes what is left. The numbers themselves stay untouched. */
export function heights(step: Step): Readonly<Record<Band, number>> {
  const size = Math.max(1, step.total);
  const share = (count: number): number => (count === 0 ? 0 : Math.max(LEAST_SHARE, count / size));
  const bad = {
    exposed: share(step.exposed),
    blocking: share(step.blocking),
    unknown: share(step.unknown),
    weakened: share(step.weakened),
  };
  const left = 1 - bad.exposed - bad.blocking - bad.unknown - bad.weakened;
  return { ...bad, protecting: Math.max(0, Math.min(left, step.total === 0 ? 0 : left)) };
}
