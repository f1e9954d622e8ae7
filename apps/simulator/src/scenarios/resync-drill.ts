import type { Behaviour } from '../devices/behaviour.js';
import { phase } from './choosing.js';
import { LICENCE_SERVER_2008, repair } from './licence-server-2008.js';
import type { FleetMember, PlanInput, Scenario, TimedEvent } from './scenario.js';

/** Of the boxes that are hit, one for each trouble; of the others one in ten is slow. */
const TROUBLES: readonly Partial<Behaviour>[] = [
  { synchronizeEffect: 'half' },
  { synchronizeEffect: 'none' },
  { synchronizeEffect: 'refused' },
  { synchronizeRebootSeconds: 20 },
  { actionsNeedConfigMode: true },
];
const SLOW: Partial<Behaviour> = { synchronizeAnswerMs: 4_000, synchronizeMs: 30_000 };
const SLOW_SHARE = 10;

/**
 * Boxes that are no canaries, the last of a resync first: of each family all but the first, in the order in which every
 * customer's first box comes before anybody's second. A canary without effect ends a resync before there is anything to see.
 */
function followers(hit: readonly FleetMember[]): readonly string[] {
  const ofCustomer = new Map<string, number>();
  const turns = hit
    .toSorted((a, b) => a.id.localeCompare(b.id))
    .map((member) => {
      const turn = ofCustomer.get(member.customer) ?? 0;
      ofCustomer.set(member.customer, turn + 1);
      return { member, turn };
    })
    .toSorted((a, b) => a.turn - b.turn);
  const known = new Set<string>();
  const others = turns.filter(({ member }) => {
    const isFirst = !known.has(member.family);
    known.add(member.family);
    return !isFirst;
  });
  return others.map(({ member }) => member.id).toReversed();
}

/** Each trouble apart from the others, so that no two of them meet in one wave. */
function troubles(hit: readonly FleetMember[]): TimedEvent[] {
  const others = followers(hit);
  const stride = Math.max(1, Math.floor(others.length / TROUBLES.length));
  const troubled = new Map(TROUBLES.map((change, index) => [others[index * stride], change]));
  return hit.flatMap(({ id: device }, index): TimedEvent[] => {
    const change = troubled.get(device) ?? (index % SLOW_SHARE === 0 ? SLOW : undefined);
    return change ? [{ afterMs: 0, action: { type: 'behaviour', device, change } }] : [];
  });
}

function plan(input: PlanInput): TimedEvent[] {
  const { recoverAfterSeconds, ...options } = input.options;
  const outage = LICENCE_SERVER_2008.plan({ ...input, variant: 'fast', options });
  const ids = new Set(outage.flatMap(({ action }) => (action.type === 'check-in' ? [action.device] : [])));
  const hit = input.fleet.filter(({ id }) => ids.has(id));
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
