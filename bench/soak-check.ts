import { openStore } from '../test/support/store.ts';
import type { BigWorld } from './big-world.ts';

/** Shorter ones are glitches; longer ones must be on record. */
const BAD_FROM_MS = 15_000;
/** Confirmation and the opening window may end after the loss itself. */
const TOLD_WITHIN_MS = 180_000;

interface Stretch {
  readonly host: string;
  readonly service: string | null;
  readonly from: number;
  readonly to: number | null;
}

const touches = (stretch: Stretch, from: number, to: number): boolean =>
  stretch.from <= to + TOLD_WITHIN_MS && (stretch.to === null || stretch.to >= from);

/** What a soak must not have lost, one sentence each; empty = nothing. */
export async function lostThings(
  world: BigWorld,
): Promise<{ readonly periods: number; readonly lost: string[] }> {
  const store = await openStore(world.program.dataDir);
  try {
    const ms = (column: string): string => `extract(epoch from ${column})::float8 * 1000`;
    const { rows: exposures } = await store.query<Stretch>(
      `select d.host, e.service, ${ms('e.from_at')} as from, ${ms('e.to_at')} as to
       from exposures e join devices d on d.id = e.device_id`,
    );
    const { rows: members } = await store.query<Stretch>(
      `select d.host, null as service, ${ms('m.joined_at')} as from, ${ms('m.left_at')} as to
       from incident_members m join incidents i on i.id = m.incident_id and i.kind in ('device', 'fleet')
         join devices d on d.id = m.device_id`,
    );
    const { rows: undelivered } = await store.query<{ state: string; n: number }>(
      "select state, count(*)::int as n from deliveries where state <> 'delivered' group by state",
    );
    const hosts = new Map(world.simulator.devices.map((device) => [device.id, device.address]));
    const periods = (await world.simulator.truth()).filter(
      ({ from, to = Date.now() }) => to - from >= BAD_FROM_MS,
    );
    const lost = periods.flatMap(({ device, service, from, to = Date.now() }) => {
      const host = hosts.get(device);
      const name = `the loss of ${service} on ${world.simulator.nameOf(device)} at ${new Date(from).toISOString()}`;
      const own = (stretch: Stretch): boolean => stretch.host === host && touches(stretch, from, to);
      return [
        ...(exposures.some((one) => one.service === service && own(one)) ? [] : [`${name} is not on record`]),
        ...(members.some(own) ? [] : [`${name} has no incident`]),
      ];
    });
    return {
      periods: periods.length,
      lost: [...lost, ...undelivered.map(({ state, n }) => `${n} messages are ${state}`)],
    };
  } finally {
    await store.end();
  }
}
