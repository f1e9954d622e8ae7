import { chosen, phase, shareOf } from './choosing.js';
import type { PlanInput, Scenario, TimedEvent } from './scenario.js';

const SHARE_HIT = 0.4;
const DEFAULT_SECONDS = 600;
const DEFAULT_EVERY_SECONDS = 120;
/** Of each round: the part in which the box is starting and refuses connections. */
const SHARE_DOWN = 0.6;
/** From the new database to the first crash. */
const FIRST_CRASH_MS = 5_000;

function rounds(device: string, firstMs: number, everyMs: number, endMs: number): TimedEvent[] {
  const events: TimedEvent[] = [];
  for (let atMs = firstMs; atMs < endMs; atMs += everyMs) {
    events.push(
      { afterMs: atMs, action: { type: 'reboot', device } },
      { afterMs: atMs, action: { type: 'fault', device, spec: { kind: 'refuse' } } },
      { afterMs: atMs + everyMs * SHARE_DOWN, action: { type: 'clear-fault', device, kind: 'refuse' } },
    );
  }
  return events;
}

function plan(input: PlanInput): TimedEvent[] {
  const { options, random, fleet } = input;
  const everyMs = (options.everySeconds ?? DEFAULT_EVERY_SECONDS) * 1_000;
  const endMs = (options.seconds ?? DEFAULT_SECONDS) * 1_000;
  const isGen7 = ({ generation }: { generation: string }): boolean => generation === 'gen7';
  const hit = chosen(input, shareOf(fleet.filter(isGen7), SHARE_HIT), isGen7);
  const perBox = hit.flatMap(({ id }): TimedEvent[] => {
    const startMs = random.next() * everyMs;
    return [
      { afterMs: startMs, action: { type: 'publish-signatures', device: id } },
      ...rounds(id, startMs + FIRST_CRASH_MS, everyMs, endMs),
    ];
  });
  const lastMs = Math.max(endMs, ...perBox.map(({ afterMs }) => afterMs));
  return [phase(0, 'loop'), ...perBox, phase(lastMs, 'done')];
}

/** 20 January 2022 (sonicwall notes 9.2). */
export const REBOOT_LOOP_2022: Scenario = {
  name: '2022-reboot-loop',
  about:
    'Gen7 boxes take a new signature database and restart every two minutes; the API answers in short windows.',
  variants: ['default'],
  plan,
  phases: {},
};
