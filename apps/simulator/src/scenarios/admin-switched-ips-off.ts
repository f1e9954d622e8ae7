import type { ServiceChange } from '../fleet-verbs.js';
import { chosen, phase } from './choosing.js';
import type { PlanInput, Scenario, TimedEvent } from './scenario.js';

const STEP_MS = 20_000;
const AFTER_SIGN_IN_MS = 5_000;
const PERSON_STAYS_SECONDS = 15;

const CHANGES: Readonly<Record<string, ServiceChange>> = {
  off: { enabled: false },
  partial: { partial: true },
  'detection-only': { detectionOnly: true },
};
const BACK: ServiceChange = { enabled: true, partial: false, detectionOnly: false };

function plan(input: PlanInput): TimedEvent[] {
  const change = CHANGES[input.variant] ?? BACK;
  const hit = chosen(input, 1);
  const steps = hit.flatMap(({ id }, index): TimedEvent[] => [
    {
      afterMs: index * STEP_MS,
      action: { type: 'admin-session', device: id, seconds: PERSON_STAYS_SECONDS },
    },
    {
      afterMs: index * STEP_MS + AFTER_SIGN_IN_MS,
      action: { type: 'service', device: id, service: 'ips', change },
    },
  ]);
  const { seconds } = input.options;
  const back =
    seconds === undefined
      ? []
      : restore(
          hit.map(({ id }) => id),
          seconds * 1_000,
        );
  return [phase(0, 'person-in'), ...steps, ...back];
}

function restore(ids: readonly string[], atMs: number): TimedEvent[] {
  return [
    phase(atMs, 'restore'),
    ...ids.map((device): TimedEvent => ({
      afterMs: atMs,
      action: { type: 'service', device, service: 'ips', change: BACK },
    })),
    phase(atMs, 'done'),
  ];
}

export const ADMIN_SWITCHED_IPS_OFF: Scenario = {
  name: 'admin-switched-ips-off',
  about: 'A person signs in to one box after the other and switches intrusion prevention off.',
  variants: ['off', 'partial', 'detection-only'],
  plan,
  phases: { restore: (affected) => restore(affected, 0) },
};
