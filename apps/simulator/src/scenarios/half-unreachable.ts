import type { FleetMember, PlanInput, Scenario, TimedEvent } from './scenario.js';

const DEFAULT_SECONDS = 300;

/** Takes one box of each customer in turn until enough are chosen. */
function spread({ fleet, random }: PlanInput, count: number): FleetMember[] {
  const byCustomer = new Map<string, FleetMember[]>();
  for (const member of random.shuffled(fleet)) {
    byCustomer.set(member.customer, [...(byCustomer.get(member.customer) ?? []), member]);
  }
  const groups = [...byCustomer.values()];
  const longest = Math.max(0, ...groups.map((group) => group.length));
  const turns = Array.from({ length: longest }, (_, i) => groups.flatMap((group) => group.slice(i, i + 1)));
  return turns.flat().slice(0, count);
}

function plan(input: PlanInput): TimedEvent[] {
  const { fleet, options } = input;
  const hit = spread(input, options.count ?? Math.floor(fleet.length / 2));
  const endMs = (options.seconds ?? DEFAULT_SECONDS) * 1_000;
  const kindOf = (index: number): 'refuse' | 'stall' => (index % 2 === 0 ? 'refuse' : 'stall');
  return [
    { afterMs: 0, action: { type: 'phase', name: 'unreachable' } },
    ...hit.map(({ id }, index): TimedEvent => ({
      afterMs: 0,
      action: { type: 'fault', device: id, spec: { kind: kindOf(index) } },
    })),
    ...hit.map(({ id }, index): TimedEvent => ({
      afterMs: endMs,
      action: { type: 'clear-fault', device: id, kind: kindOf(index) },
    })),
    { afterMs: endMs, action: { type: 'phase', name: 'done' } },
  ];
}

export const HALF_UNREACHABLE: Scenario = {
  name: 'half-unreachable',
  about: 'Half of the boxes, of every customer, refuse connections or accept them and never answer.',
  variants: ['default'],
  plan,
  phases: {},
};
