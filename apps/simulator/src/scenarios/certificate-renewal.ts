import { chosen, phase } from './choosing.js';
import type { PlanInput, Scenario, TimedEvent } from './scenario.js';

const USUAL_COUNT = 20;

function plan(input: PlanInput): TimedEvent[] {
  const sameKey = input.variant === 'same-key';
  const stepMs = (input.options.overSeconds ?? 0) * 1_000;
  const hit = chosen(input, USUAL_COUNT);
  const eachMs = hit.length > 1 ? stepMs / (hit.length - 1) : 0;
  return [
    phase(0, 'renewal'),
    ...hit.map(({ id }, index): TimedEvent => ({
      afterMs: index * eachMs,
      action: { type: 'renew-certificate', device: id, sameKey },
    })),
    phase(stepMs, 'done'),
  ];
}

export const CERTIFICATE_RENEWAL: Scenario = {
  name: 'certificate-renewal',
  about: 'Twenty boxes get new certificates, with other keys or with the same.',
  variants: ['new-key', 'same-key'],
  plan,
  phases: {},
};
