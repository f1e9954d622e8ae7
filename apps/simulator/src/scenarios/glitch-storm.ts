import type { PlanInput, Scenario, TimedEvent } from './scenario.js';

const DEFAULT_SECONDS = 600;
const DEFAULT_EVERY_SECONDS = 30;

function plan({ fleet, options, random }: PlanInput): TimedEvent[] {
  const everySeconds = options.everySeconds ?? DEFAULT_EVERY_SECONDS;
  const endMs = (options.seconds ?? DEFAULT_SECONDS) * 1_000;
  const hit = options.count === undefined ? fleet : random.shuffled(fleet).slice(0, options.count);
  return [
    { afterMs: 0, action: { type: 'phase', name: 'storm' } },
    // Boxes start within one period, so that suspicions of many boxes overlap instead of marching in step.
    ...hit.map(({ id }): TimedEvent => ({
      afterMs: random.next() * Math.min(everySeconds * 1_000, endMs / 2),
      action: { type: 'fault', device: id, spec: { kind: 'glitch', everySeconds } },
    })),
    ...hit.map(({ id }): TimedEvent => ({
      afterMs: endMs,
      action: { type: 'clear-fault', device: id, kind: 'glitch' },
    })),
    { afterMs: endMs, action: { type: 'phase', name: 'done' } },
  ];
}

export const GLITCH_STORM: Scenario = {
  name: 'glitch-storm',
  about:
    'Every box says "Not Licensed" on one read in each period and the truth on the next; nothing is lost.',
  variants: ['default'],
  plan,
  phases: {},
};
