import { chosen, phase } from './choosing.js';
import type { PlanInput, Scenario, TimedEvent } from './scenario.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const DEFAULT_TODAY_SECONDS = 60;
const RENEWED_MS = 365 * DAY_MS;

interface Step {
  readonly inMs: number;
  readonly grace: boolean;
}

/** An hour inside each step, so that "due in 7 days" is so when it is read. */
const within = (days: number): Step => ({ inMs: days * DAY_MS - HOUR_MS, grace: false });

/** 90 to 1 days ahead, one that ends while one looks, one in grace since 5 days, one ended 2 days ago. */
function ladder(todaySeconds: number): readonly Step[] {
  return [
    ...[90, 60, 30, 14, 7, 3, 1].map(within),
    { inMs: todaySeconds * 1_000, grace: false },
    { inMs: -5 * DAY_MS, grace: true },
    { inMs: -2 * DAY_MS, grace: false },
  ];
}

function plan(input: PlanInput): TimedEvent[] {
  const steps = ladder(input.options.seconds ?? DEFAULT_TODAY_SECONDS);
  return [
    phase(0, 'due'),
    ...chosen(input, input.fleet.length).flatMap(({ id }, index): TimedEvent[] => {
      const step = steps[index % steps.length];
      return step ? [{ afterMs: 0, action: { type: 'expiry', device: id, ...step } }] : [];
    }),
  ];
}

export const EXPIRY: Scenario = {
  name: 'expiry',
  about: 'Subscriptions of a fleet end in 90 days to today, some are in grace, some have ended.',
  variants: ['default'],
  plan,
  phases: {
    renew: (affected) => [
      phase(0, 'renew'),
      ...affected.map((device): TimedEvent => ({
        afterMs: 0,
        action: { type: 'expiry', device, inMs: RENEWED_MS, grace: false },
      })),
      phase(0, 'done'),
    ],
  },
};
