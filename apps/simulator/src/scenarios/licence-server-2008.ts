import type { FleetMember, PlanInput, Scenario, ScenarioOptions, TimedEvent } from './scenario.js';

const SHARE_HIT = 0.8;
const DEFAULT_OVER_SECONDS = 60;
const DEFAULT_PHASE_SECONDS = 60;
const SLOW_STEP_MS = 20_000;

/** In `fast`: this many boxes within the first second, the others within the first 45. */
const FAST_FIRST = 5;
const FAST_FIRST_MS = 1_000;
const FAST_ALL_MS = 45_000;

/** Forty of fifty, the same share of any other fleet. */
function hitBoxes({ fleet, options, random }: PlanInput): readonly FleetMember[] {
  const count = options.count ?? Math.round(fleet.length * SHARE_HIT);
  return random.shuffled(fleet).slice(0, count);
}

function checkInAfter(variant: string, index: number, input: PlanInput): number {
  switch (variant) {
    case 'bench':
      return 0;
    case 'slow':
      return index * SLOW_STEP_MS;
    default:
      return index < FAST_FIRST
        ? input.random.next() * FAST_FIRST_MS
        : FAST_FIRST_MS + input.random.next() * (FAST_ALL_MS - FAST_FIRST_MS);
  }
}

/** The authority answers rightly again; what the boxes lost stays lost. */
export function repair(atMs: number): TimedEvent[] {
  return [
    { afterMs: atMs, action: { type: 'phase', name: 'repair' } },
    { afterMs: atMs, action: { type: 'authority', mode: 'ok' } },
  ];
}

function recovery(affected: readonly string[], options: ScenarioOptions, atMs: number): TimedEvent[] {
  const overMs = (options.overSeconds ?? DEFAULT_OVER_SECONDS) * 1_000;
  const stepMs = affected.length > 1 ? overMs / (affected.length - 1) : 0;
  return [
    ...repair(atMs),
    { afterMs: atMs, action: { type: 'phase', name: 'recovery' } },
    ...affected.map((device, index): TimedEvent => ({
      afterMs: atMs + index * stepMs,
      action: { type: 'synchronize', device },
    })),
    { afterMs: atMs + overMs, action: { type: 'phase', name: 'done' } },
  ];
}

function plan(input: PlanInput): TimedEvent[] {
  const { variant, options, random } = input;
  const isBench = variant === 'bench';
  const startMs = isBench ? random.next() * (options.phaseSeconds ?? DEFAULT_PHASE_SECONDS) * 1_000 : 0;
  const hit = hitBoxes(input);
  const checkIns = hit.map(({ id }, index): TimedEvent => ({
    afterMs: startMs + checkInAfter(variant, index, input),
    action: { type: 'check-in', device: id },
  }));
  const lastMs = Math.max(startMs, ...checkIns.map((event) => event.afterMs));
  const ids = hit.map(({ id }) => id);
  const ending =
    options.recoverAfterSeconds === undefined
      ? []
      : recovery(ids, options, Math.max(lastMs, startMs + options.recoverAfterSeconds * 1_000));
  return [
    { afterMs: startMs, action: { type: 'phase', name: 'outage' } },
    { afterMs: startMs, action: { type: 'authority', mode: 'wrong-answer' } },
    ...checkIns,
    ...ending,
  ];
}

/** The case the product exists for; times are shortened, the order of things is that of the day. */
export const LICENCE_SERVER_2008: Scenario = {
  name: '2008-12-02',
  about:
    'The licence authority answers wrongly; four boxes in five check in and lose AV, anti-spyware and IPS.',
  variants: ['fast', 'bench', 'slow'],
  plan,
  phases: {
    repair: () => repair(0),
    recovery: (affected, options) => recovery(affected, options, 0),
  },
};
