import { z } from 'zod';
import { resyncProcedure } from '@firewatch/shared/wire/resync-procedure';
import { lineOf, ordersOf, type SimulatedOrder } from './resync.ts';
import type { TrueLoss } from './simulator.ts';
import { askStore } from './store.ts';
import type { World } from './world.ts';

interface CallRow {
  readonly run: string;
  readonly device: string;
  readonly attempt: number;
  readonly step: string;
  readonly intentAt: number;
  readonly takenAt: number | null;
  readonly answeredAt: number | null;
  readonly answer: string | null;
}

interface DeviceRow {
  readonly run: string;
  readonly state: string;
  readonly device: string;
  readonly name: string;
  readonly phase: string;
  readonly outcome: string | null;
  readonly settledAt: number | null;
  readonly isEngaged: boolean;
}

const CALLS = `select 'R-' || r.number as run, c.device_id as device, c.attempt, c.step_id as step,
    (extract(epoch from c.intent_at) * 1000)::float8 as "intentAt", (extract(epoch from c.taken_at) * 1000)::float8 as "takenAt",
    (extract(epoch from c.answered_at) * 1000)::float8 as "answeredAt", c.answer
  from resync_calls c join resync_runs r on r.id = c.run_id order by c.intent_at`;
const DEVICES = `select 'R-' || r.number as run, r.state, d.device_id as device, d.name, d.phase, d.outcome, d.is_engaged as "isEngaged",
    (extract(epoch from d.settled_at) * 1000)::float8 as "settledAt"
  from resync_run_devices d join resync_runs r on r.id = d.run_id where d.place = 'wave' order by r.number, d.wave, d.position`;

/** Two clocks of one machine, read by different processes. */
const CLOCK_MS = 50;
const ENDED = new Set(['finished', 'stopped', 'cancelled']);
const UNSTARTED = new Set(['planned', 'approved']);
/** Answers after which the firewall must have had the order, and after which it must not. */
const REACHED = new Set(['accepted']);
const NOT_REACHED = new Set(['unreachable']);

/** Everything that a crash in the middle of a resync may have torn apart. */
export interface ResyncAftermath {
  readonly calls: readonly CallRow[];
  readonly devices: readonly DeviceRow[];
  readonly orders: readonly SimulatedOrder[];
  readonly losses: readonly TrueLoss[];
  /** Request line by step. */
  readonly lines: ReadonlyMap<string, string>;
  /** Ids of the product by the simulator's. */
  readonly enrolled: ReadonlyMap<string, string>;
}

export async function resyncAftermath(world: World): Promise<ResyncAftermath> {
  const { dataDir } = world.program;
  const procedures = await world.rest.get(
    '/resync-procedures',
    z.object({ items: z.array(resyncProcedure) }),
  );
  return {
    calls: await askStore<CallRow>(dataDir, CALLS),
    devices: await askStore<DeviceRow>(dataDir, DEVICES),
    orders: await ordersOf(world.simulator),
    losses: await world.simulator.truth(),
    lines: new Map(procedures.items.flatMap(({ steps }) => steps.map(({ id, place }) => [id, place]))),
    enrolled: world.enrolled,
  };
}

/** The promises of a resync that were broken, one sentence each; empty = all kept. */
export const brokenResyncPromises = (after: ResyncAftermath): string[] => [
  ...unmatched(after),
  ...stuck(after),
  ...falselyRestored(after),
];

/**
 * Orders of the firewalls against the rows of intent: each order belongs to one call that was intended and taken before it,
 * and each call to one order at most.
 */
function unmatched({ calls, orders, lines, enrolled }: ResyncAftermath): string[] {
  const left = [...orders];
  const broken: string[] = [];
  // Newest first: an order belongs to the newest call that was intended before it.
  for (const call of calls.toReversed()) {
    const own = left.filter(
      (order) =>
        enrolled.get(order.device) === call.device &&
        lineOf(order) === lines.get(call.step) &&
        order.at >= (call.takenAt ?? call.intentAt) - CLOCK_MS,
    );
    for (const order of own) left.splice(left.indexOf(order), 1);
    const what = `${call.step} of attempt ${call.attempt} in ${call.run} on ${call.device}`;
    if (own.length > 1) broken.push(`${what} was called ${own.length} times`);
    if (own.length > 0 && call.takenAt === null) broken.push(`${what} was called and never taken`);
    if (own.length === 0 && REACHED.has(call.answer ?? ''))
      broken.push(`${what} was accepted and never called`);
    if (own.length > 0 && NOT_REACHED.has(call.answer ?? '')) broken.push(`${what} was called and not noted`);
  }
  const orphans = left.map(
    (order) => `${lineOf(order)} reached ${order.device} at ${order.at} and was never intended`,
  );
  return [...broken, ...orphans];
}

/** A run that began has an end, and so has each of its firewalls; nothing is held by a run that is over. */
function stuck({ devices, calls }: ResyncAftermath): string[] {
  const open = devices.filter(({ state }) => !ENDED.has(state) && !UNSTARTED.has(state));
  const working = devices.filter(({ state, phase }) => ENDED.has(state) && !['done', 'left'].includes(phase));
  const held = devices.filter(({ state, isEngaged }) => ENDED.has(state) && isEngaged);
  return [
    ...new Set(open.map(({ run, state }) => `${run} is still ${state}`)),
    ...working.map(({ run, state, name, phase }) => `${run} is ${state} and ${name} is ${phase}`),
    ...held.map(({ run, name }) => `${run} is over and still holds ${name}`),
    ...calls
      .filter(({ answer }) => answer === null)
      .map(({ run, device, step }) => `${run} never learned what came of ${step} on ${device}`),
  ];
}

/** Restored = at that time nothing was lost in truth, and one of our orders had reached the firewall. */
function falselyRestored({ devices, losses, enrolled, orders }: ResyncAftermath): string[] {
  const simulated = new Map([...enrolled].map(([theirs, ours]) => [ours, theirs]));
  return devices
    .filter(({ outcome }) => outcome === 'restored')
    .flatMap(({ run, device, name, settledAt }) => {
      const id = simulated.get(device);
      const at = settledAt ?? 0;
      const isLost = losses.some(
        (loss) => loss.device === id && loss.from < at && (loss.to ?? Infinity) > at,
      );
      const isCalled = orders.some((order) => order.device === id && order.at < at);
      return [
        ...(isLost ? [`${run} says restored of ${name}, which had lost its services then`] : []),
        ...(isCalled ? [] : [`${run} says restored of ${name}, which was never called`]),
      ];
    });
}
