import { Problem } from '../problem.js';
import { chosen, phase } from './choosing.js';
import type { PlanInput, Scenario, TimedEvent } from './scenario.js';

/** A takeover is short, and seen as refused connections. */
const GAP_MS = 3_000;

function swap(device: string, atMs: number): TimedEvent[] {
  return [
    { afterMs: atMs, action: { type: 'fault', device, spec: { kind: 'refuse' } } },
    { afterMs: atMs, action: { type: 'failover', device } },
    { afterMs: atMs + GAP_MS, action: { type: 'clear-fault', device, kind: 'refuse' } },
  ];
}

function plan(input: PlanInput): TimedEvent[] {
  if (!input.fleet.some(({ isPair }) => isPair)) {
    throw new Problem('The fleet has no high-availability pair; start the simulator with --ha-pairs.', 409);
  }
  const hit = chosen(input, 1, ({ isPair }) => isPair);
  const { seconds } = input.options;
  const back =
    seconds === undefined
      ? []
      : [phase(seconds * 1_000, 'fail-back'), ...hit.flatMap(({ id }) => swap(id, seconds * 1_000))];
  return [phase(0, 'failed-over'), ...hit.flatMap(({ id }) => swap(id, 0)), ...back];
}

export const FAILOVER: Scenario = {
  name: 'failover',
  about: 'The second unit of a pair takes over at the same address, 3 s later.',
  variants: ['default'],
  plan,
  phases: {
    'fail-back': (affected) => [phase(0, 'fail-back'), ...affected.flatMap((device) => swap(device, 0))],
  },
};
