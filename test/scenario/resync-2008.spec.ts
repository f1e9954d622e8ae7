import { incidentDetail, incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import type { ResyncRunDetail } from '@firewatch/shared/wire/resync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { brokenResyncPromises, resyncAftermath } from '../support/resync-checker.ts';
import { evidenceAgainstLog, evidenceOf } from '../support/resync-evidence.ts';
import {
  affectedIds,
  ALL_AT_ONCE,
  askToStart,
  giveResyncAccess,
  isOver,
  ordersOf,
  outcomesOf,
  planIncident,
  runUntil,
  startRun,
  stepUp,
} from '../support/resync.ts';
import { startWorld, type World } from '../support/world.ts';
import { compareExposure } from './exposure-check.ts';

const isLong = process.env['FIREWATCH_TEST_LONG'] === '1';
/** Short: what stands for the fleet is small and everything a wave holds goes at once. Long: 50, under the usual caps. */
const form = isLong
  ? { devices: 50, caps: {}, overMs: 20 * 60_000 }
  : { devices: 8, caps: ALL_AT_ONCE, overMs: 240_000 };
const INTERVAL_SECONDS = 60;
const incidents = page(incidentRow);

let world: World;
let incidentId: string;
let provenId: string;
beforeAll(async () => {
  world = await startWorld({ devices: form.devices, intervalSeconds: INTERVAL_SECONDS });
  await giveResyncAccess(world);
});
afterAll(() => world?.close());

const openFleet = async () => (await world.rest.get('/incidents?kind=fleet&state=open', incidents)).items;
const planned = (): Promise<ResyncRunDetail> => planIncident(world.rest, incidentId, form.caps);
const ended = (run: ResyncRunDetail): Promise<ResyncRunDetail> =>
  runUntil(world.rest, run.row.id, isOver, form.overMs);

/** Waves whose first call came before the last firewall of the wave before was settled. */
function wavesOutOfTurn(
  run: ResyncRunDetail,
  orders: readonly { device: string; at: number }[],
): readonly number[] {
  const membersOf = (wave: number): ResyncRunDetail['devices'] =>
    run.devices.filter((device) => device.wave === wave);
  return run.waves
    .map(({ position }) => position)
    .filter((position) => {
      const ids = new Set(membersOf(position).map(({ deviceId }) => deviceId));
      const first = orders.find(({ device }) => ids.has(world.enrolled.get(device) ?? ''));
      const before = membersOf(position - 1).map(({ settledAt }) => Date.parse(settledAt ?? ''));
      return before.length > 0 && !((first?.at ?? 0) >= Math.max(...before));
    });
}

describe('2 December 2008, to its end', () => {
  it('refuses a resync while the authority lies, with the reason, and calls nobody', async () => {
    await world.simulator.start({
      name: 'resync-drill',
      variant: 'plain',
      factor: 4,
      count: form.devices,
      seed: 7,
    });
    const [incident] = await until(openFleet, ([first]) => first?.deviceCount === form.devices, 150_000);
    incidentId = incident?.id ?? '';
    const run = await planned();
    expect(run.row.counts).toMatchObject({ total: form.devices, leftOut: 0, byHand: 0 });
    expect(run.guards.find(({ name }) => name === 'authority')).toMatchObject({ state: 'overridable' });
    await stepUp(world.rest);
    expect(await askToStart(world.rest, run)).toEqual({
      status: 409,
      detail: expect.stringMatching(/SonicWall's licensing plane is judged wrong: a licence was lost .* ago/),
    });
    expect(await ordersOf(world.simulator)).toEqual([]);
  });

  // Long form only: 300 s pass until the last re-read of the canary.
  it.each(isLong ? ['overridden all the same'] : [])(
    '%s, one canary takes its call without effect, and nobody else is touched',
    async () => {
      const run = await planned();
      await startRun(world.rest, run);
      const stopped = await ended(run);
      expect(stopped.row.state).toBe('stopped');
      expect(stopped.stoppedWhy).toMatch(/^A canary is unchanged after the call/);
      expect(outcomesOf(stopped)).toEqual({ unchanged: 1, left: form.devices - 1 });
      const canary = stopped.devices.find(({ outcome }) => outcome === 'unchanged');
      const called = (await ordersOf(world.simulator)).map(({ device }) => world.enrolled.get(device));
      expect(new Set(called)).toEqual(new Set([canary?.deviceId]));
      const told = await evidenceOf(world.rest, run.row.id);
      expect(evidenceAgainstLog(told, await ordersOf(world.simulator))).toEqual([]);
      expect((await openFleet()).map(({ deviceCount }) => deviceCount)).toEqual([form.devices]);
    },
  );

  it('brings all of them back in waves once the vendor is well and somebody says so, and proves it', async () => {
    await world.simulator.control('POST', '/scenario/advance', { to: 'repair' });
    const since = Date.now();
    const run = await planned();
    provenId = run.row.id;
    await startRun(world.rest, run);
    const finished = await ended(run);
    expect({ state: finished.row.state, ...outcomesOf(finished) }).toEqual({
      state: 'finished',
      restored: form.devices,
    });
    const orders = await ordersOf(world.simulator, since);
    expect(wavesOutOfTurn(finished, orders)).toEqual([]);
    expect(brokenResyncPromises(await resyncAftermath(world))).toEqual([]);
    expect(evidenceAgainstLog(await evidenceOf(world.rest, run.row.id), orders)).toEqual([]);
    expect((await affectedIds(world)).toSorted()).toEqual(
      finished.devices.map(({ deviceId }) => deviceId).toSorted(),
    );
  });

  it('closes the incident by itself, and every exposure with the reading that proved it', async () => {
    await until(openFleet, (items) => items.length === 0, 180_000);
    const { incident } = await world.rest.get(`/incidents/${incidentId}`, incidentDetail);
    expect(incident).toMatchObject({ state: 'closed', deviceCount: form.devices });
    const rows = await compareExposure(world.simulator, world.rest);
    expect(rows.filter((row) => Math.abs(row.differenceSeconds) > INTERVAL_SECONDS)).toEqual([]);
    const truth = await world.simulator.truth();
    expect(truth.filter((loss) => loss.to === undefined)).toEqual([]);
    const told = await evidenceOf(world.rest, provenId);
    expect(told).toHaveLength(truth.length);
    const endsElsewhere = told.filter(
      (row) => row['Exposed to'] === '' || row['Exposed to'] !== row['After, read at'],
    );
    expect(endsElsewhere).toEqual([]);
  });
});
