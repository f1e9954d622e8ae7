import type { Behaviour } from '../devices/behaviour.js';
import { phase } from './choosing.js';
import { LICENCE_SERVER_2008, repair } from './licence-server-2008.js';
import type { PlanInput, Scenario, TimedEvent } from './scenario.js';

/** Of the boxes that are hit, one for each trouble, and one in ten that is slow. */
const TROUBLES: readonly Partial<Behaviour>[] = [
  { synchronizeEffect: 'half' },
  { synchronizeEffect: 'none' },
  { synchronizeEffect: 'refused' },
  { synchronizeRebootSeconds: 20 },
  { actionsNeedConfigMode: true },
];
const SLOW: Partial<Behaviour> = { synchronizeAnswerMs: 4_000, synchronizeMs: 30_000 };
const SLOW_SHARE = 10;

function troubles(hit: readonly string[]): TimedEvent[] {
  return hit.flatMap((device, index): TimedEvent[] => {
    const change = TROUBLES[index] ?? (index % SLOW_SHARE === 0 ? SLOW : undefined);
    return change ? [{ afterMs: 0, action: { type: 'behaviour', device, change } }] : [];
  });
}

function plan(input: PlanInput): TimedEvent[] {
  const { recoverAfterSeconds, ...options } = input.options;
  const outage = LICENCE_SERVER_2008.plan({ ...input, variant: 'fast', options });
  const hit = outage.flatMap(({ action }) => (action.type === 'check-in' ? [action.device] : []));
  return [
    ...(input.variant === 'trouble' ? troubles(hit) : []),
    ...outage,
    ...(recoverAfterSeconds === undefined ? [] : repair(recoverAfterSeconds * 1_000)),
  ];
}

/** The outage of 2008 up to the repair: nobody presses anything, so that a resync has everything to do. */
export const RESYNC_DRILL: Scenario = {
  name: 'resync-drill',
  about: 'The outage of 2008, then the repair; every box that lost its keys waits to be synchronised.',
  variants: ['plain', 'trouble'],
  plan,
  phases: {
    repair: () => repair(0),
    relapse: (affected) => [
      phase(0, 'relapse'),
      { afterMs: 0, action: { type: 'authority', mode: 'wrong-answer' } },
      ...affected.map((device): TimedEvent => ({ afterMs: 0, action: { type: 'check-in', device } })),
    ],
  },
};
