import { chosen, phase, shareOf } from './choosing.js';
import type { PlanInput, Scenario, TimedEvent } from './scenario.js';

const SHARE_HIT = 0.1;
const DAY_SECONDS = 86_400;

/** Clocks run at real speed, so that age is back-dated: nothing newer has come for this long. */
const SINCE_SECONDS: Readonly<Record<string, number>> = {
  '4-days': 4 * DAY_SECONDS,
  '8-days': 8 * DAY_SECONDS,
  now: 0,
};

function plan(input: PlanInput): TimedEvent[] {
  const sinceSeconds = SINCE_SECONDS[input.variant] ?? 0;
  return [
    phase(0, 'frozen'),
    ...chosen(input, shareOf(input.fleet, SHARE_HIT)).map(({ id }): TimedEvent => ({
      afterMs: 0,
      action: { type: 'freeze-signatures', device: id, sinceSeconds },
    })),
  ];
}

export const FROZEN_SIGNATURES: Scenario = {
  name: 'frozen-signatures',
  about: 'One box in ten asks for signatures, is told "success", and gets nothing newer; its sisters do.',
  variants: ['4-days', '8-days', 'now'],
  plan,
  phases: {
    thaw: (affected) => [
      phase(0, 'thaw'),
      ...affected.map((device): TimedEvent => ({
        afterMs: 0,
        action: { type: 'freeze-signatures', device, sinceSeconds: null },
      })),
      phase(0, 'done'),
    ],
  },
};
